import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import { cacheOption, colourOption, formatOption, once, policyOption } from "../options.ts";
import type { LockFlags } from "./lock.ts";

const HELP = `
Each image is judged as verify does, and a digest is locked only after it was itself verified. Without an image every entry of the lock file
is looked up and verified again; with images these are added or updated, and the others stay as they are.
A file holds Kubernetes YAML or JSON, what pulumi stack export prints, or image references, one a line.
Every difference is shown with who signed the old digest and the new one: docs/lock.md.

Exit codes:
  0    everything that was named is locked
  1    at least one image was rejected, or nobody vouches for it: its entry stays as it was
  2    usage or policy error, or a lock file that is not valid
  3    at least one image could not be judged (registry, credentials), or is not known yet, or its evidence could not be stored
  130  interrupted: the lock file is as it was

Examples:
  digestbound lock ghcr.io/acme/web:1.4
  digestbound lock                                    # has any tag been moved?
  digestbound lock --evidence                         # so that verify --offline and previews need no registry
  digestbound lock --dry-run --format json
  kubectl get pods -A -o json | digestbound lock -
  pulumi stack export | digestbound lock --prune -    # what is deployed, and nothing else`;

/** `digestbound lock` */
export const addLock: AddCommand = (program, { terminal, signal, done }) => {
  program
    .command("lock")
    .argument("[image-or-path...]", "images in use: references, files that name them, or - for standard input")
    .description("write down which digest each image stands for, once that digest is verified")
    .addOption(policyOption())
    .addOption(
      new Option("--lock <file>", "the lock file (default: digestbound.lock beside the policy document)").argParser(
        once,
      ),
    )
    .addOption(cacheOption())
    .option("--prune", "remove the entries of images that were not named")
    .option("--accept-unverified", "also lock digests for which the policy asks no signature, or lifts what it asks")
    .option(
      "--evidence",
      "also store the signatures and attestations beside the lock file (digestbound.evidence), for --offline",
    )
    .option("--dry-run", "show what would change, and write nothing")
    .addOption(formatOption())
    .addOption(colourOption())
    .addHelpText("after", HELP)
    .action(async (names: string[], options: LockFlags) => {
      const { lock } = await import("./lock.ts");
      done(await lock(names, options, terminal, signal));
    });
};
