import { NO_CORRECTIONS } from "../../discover/index.ts";
import { exitCode, jsonReport, prettyReport } from "../../report/index.ts";
import { judgeUses, policyFor } from "../judge.ts";
import { gateLockFor } from "../lock/gate-lock.ts";
import { isOffline } from "../offline.ts";
import { type Terminal, UsageError, wantsColour } from "../terminal.ts";
import type { CheckFlags } from "./command.ts";
import { filesAt } from "./files.ts";
import { readAll } from "./read-all.ts";

/** The verdicts on every image in the files; exit codes as the contract says. */
export async function checkFiles(
  paths: readonly string[],
  flags: CheckFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const policy = policyFor(flags.policy, terminal);
  const lock = gateLockFor(flags, policy, terminal);
  const files = await filesAt(paths.length === 0 ? ["."] : paths, terminal, signal);
  const found = readAll(files, policy?.corrections ?? NO_CORRECTIONS);
  if (found.inputs.read.length === 0 && flags.allowEmpty !== true) throw nothingRecognised(files.length);
  const judged = { ...flags, lock, offline: isOffline(flags, terminal) };
  const uses = found.uses.map(({ use }) => use);
  const report = { ...(await judgeUses(uses, policy, judged, terminal, signal)), inputs: found.inputs };
  const colour = wantsColour(terminal, flags.color);
  terminal.stdout.write(flags.format === "json" ? jsonReport(report) : prettyReport(report, colour));
  return exitCode(report);
}

export function nothingRecognised(count: number): UsageError {
  const what =
    count === 0
      ? "no file is there that could hold an image"
      : `none of ${count} files holds anything that is known to name images`;
  return new UsageError(
    `${what}. Name others, or say --allow-empty where that is right. docs/check.md lists what is read.`,
  );
}
