import type { AddCommand } from "../command.ts";
import { cacheOption, colourOption, frozenOption, lockOption, offlineOption, policyOption } from "../options.ts";
import type { FixFlags } from "./flags.ts";

/** `digestbound fix [PATH…]` */
export const addFix: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("fix")
    .argument(
      "[path...]",
      "files and folders (default: the folder at hand), or - to print standard input with its pins",
    )
    .description(
      "show which verified digest to write beside each tag in files, or write it; nothing else in them changes",
    )
    .option("--write", "write it into the files")
    .option(
      "--update",
      "also move a digest that stands beside a tag to what the tag points at now, where that is verified",
    )
    .option("--accept-unverified", "also digests for which the policy asks no signature")
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .option("--allow-empty", "exit 0 where no file is recognised")
    .addOption(colourOption())
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: FixFlags) => {
      const { fixFiles } = await import("./fix.ts");
      done(await fixFiles(paths, options, terminal, signal));
    });
};

const HELP = `
Exits 0 where nothing is left to do, 1 where something is to be written or stays rejected, and 3 where something could not be found out.

Examples:
  digestbound fix                          # shows what would be written
  digestbound fix --write k8s/ compose.yaml
  digestbound fix --write --update k8s/
  helm template charts/web | digestbound fix - | kubectl apply -f -`;
