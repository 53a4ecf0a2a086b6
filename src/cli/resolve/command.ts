import type { AddCommand } from "../command.ts";
import { atOption, cacheOption, frozenOption, lockOption, offlineOption, policyOption } from "../options.ts";
import type { ResolveFlags } from "./resolve.ts";

/** `digestbound resolve` */
export const addResolve: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("resolve")
    .argument("<image...>", "image references, usually with a tag")
    .description("print each image with the digest its tag points at, if that digest is trusted")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(atOption())
    .option("--accept-unverified", "also print digests for which the policy asks no signature")
    .addHelpText(
      "after",
      "\nExample:\n  digestbound resolve ghcr.io/acme/web:1.4   # prints ghcr.io/acme/web:1.4@sha256:…",
    )
    .action(async (images: string[], options: ResolveFlags) => {
      const { resolveImages } = await import("./resolve.ts");
      done(await resolveImages(images, options, terminal, signal));
    });
};
