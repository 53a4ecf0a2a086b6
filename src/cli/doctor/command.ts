import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import { colourOption, formatOption, lockOption, offlineOption, once, policyOption } from "../options.ts";
import type { DoctorFlags } from "./doctor.ts";

/** `digestbound doctor` */
export const addDoctor: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("doctor")
    .description(
      "look at what a run depends on: Node, TypeScript, cache, policy document, trusted root, lock file, logins, registries",
    )
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(offlineOption())
    .addOption(new Option("--pack <dir>", "the folder of the policy pack (default: here)").argParser(once))
    .addOption(formatOption())
    .addOption(colourOption())
    .addHelpText("after", "\nExample:\n  digestbound doctor --policy digestbound.yaml")
    .action(async (options: DoctorFlags) => {
      const { examine } = await import("./doctor.ts");
      done(await examine(options, terminal, signal));
    });
};
