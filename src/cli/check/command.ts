import { type Command, Option } from "commander";
import { atOption } from "../at.ts";
import type { GateLockFlags } from "../lock/gate-lock.ts";
import type { JudgeFlags } from "../judge.ts";
import type { OfflineFlags } from "../offline.ts";
import { cacheOption, frozenOption, lockOption, offlineOption, once, policyOption } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { checkFiles } from "./check.ts";

export interface CheckFlags extends JudgeFlags, GateLockFlags, OfflineFlags {
  readonly format: "pretty" | "json";
  readonly color: boolean;
  readonly allowEmpty?: boolean;
  readonly changedSince?: string;
}

/** `digestbound check [PATH…]` */
export function addCheck(
  program: Command,
  terminal: Terminal,
  signal: AbortSignal,
  done: (code: number) => void,
): void {
  program
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
    .addOption(new Option("--format <format>", "how to report").choices(["pretty", "json"]).default("pretty"))
    .addOption(
      new Option(
        "--changed-since <ref>",
        "only what differs from this commit or branch, by the policy that it has",
      ).argParser(once),
    )
    .option("--allow-empty", "exit 0 where no file is recognised")
    .option("--no-color", "plain text (so does NO_COLOR)")
    .addHelpText("after", HELP)
    .action(async (paths: string[], options: CheckFlags) => {
      done(await checkFiles(paths, options, terminal, signal));
    });
}

const HELP = `
Examples:
  digestbound check
  digestbound check k8s/ compose.yaml
  digestbound check --changed-since origin/main
  helm template charts/web | digestbound check -
  terraform show -json plan.out | digestbound check -`;
