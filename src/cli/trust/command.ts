import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import { once, policyOption } from "../options.ts";
import type { TrustFlags } from "./refresh.ts";

/** `digestbound trust` and what is below it. */
export const addTrust: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("trust")
    .description("whose certificates and logs count")
    .command("refresh")
    .description(
      "look up Sigstore's trusted root and write it to a file; the only command that does, and no preview does",
    )
    .addOption(
      new Option("--output <file>", "default: roots/public-good.json beside the policy document").argParser(once),
    )
    .addOption(new Option("--mirror <url>", "another TUF repository; with --root and --output").argParser(once))
    .addOption(new Option("--root <file>", "the root.json by which the mirror is verified").argParser(once))
    .addOption(policyOption())
    .addHelpText("after", "\nExample:\n  digestbound trust refresh --output roots/public-good.json")
    .action(async (options: TrustFlags) => {
      const { refreshTrust } = await import("./refresh.ts");
      done(await refreshTrust(options, terminal, signal));
    });
};
