import { Option } from "commander";
import type { AddCommand } from "../command.ts";
import {
  atOption,
  cacheOption,
  frozenOption,
  lockOption,
  offlineOption,
  once,
  policyOption,
  several,
} from "../options.ts";
import { addReportOptions } from "../report-options.ts";
import type { CheckFlags } from "./check.ts";

/** `digestbound check [PATH…]` */
export const addCheck: AddCommand = (program, { terminal, version, signal, done }) => {
  const check = program
    .command("check")
    .argument("[path...]", "files and folders, or - for standard input (default: the folder at hand)")
    .description(
      "find the images in files and judge them: manifests, compose files, Dockerfiles, templates, plans, pipelines",
    )
    .addOption(policyOption())
    .addOption(lockOption())
    .addOption(frozenOption())
    .addOption(offlineOption())
    .addOption(cacheOption())
    .addOption(atOption())
    .addOption(
      new Option(
        "--changed-since <ref>",
        "only what differs from this commit or branch, by the policy that it has",
      ).argParser(once),
    )
    .addOption(
      new Option("--env-file <file>", "what sets the variables of compose files; repeatable").argParser(several),
    )
    .option("--allow-empty", "exit 0 where no file is recognised")
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: CheckFlags) => {
      const { checkFiles } = await import("./check.ts");
      done(await checkFiles(paths, options, terminal, { version, signal }));
    });
  addReportOptions(check);
};

const HELP = `
Examples:
  digestbound check
  digestbound check k8s/ compose.yaml
  digestbound check --changed-since origin/main
  helm template charts/web | digestbound check -
  terraform show -json plan.out | digestbound check -`;
