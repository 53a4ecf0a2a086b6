import { basename, dirname, posix } from "node:path";
import { mayNameImages, NO_CORRECTIONS } from "../../discover/index.ts";
import { isPipelineFile } from "../../lint/index.ts";
import { exitCode, type Inputs } from "../../report/index.ts";
import { printable } from "../../reference/index.ts";
import { type JudgeFlags, judgeUses } from "../judge.ts";
import { type GateLockFlags, gateLockFor } from "../lock/gate-lock.ts";
import { isOffline, type OfflineFlags } from "../offline.ts";
import type { ReportFlags } from "../report-options.ts";
import { prepareReports } from "../reporting.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { baseOf, type Base, changedSince, inRepository } from "./base.ts";
import { judgingPolicy } from "./base-policy.ts";
import { environmentFrom } from "./environment.ts";
import { type FileAt, filesAt } from "./files.ts";
import { startPipelines } from "./pipelines.ts";
import { readInTurn } from "./read-in-turn.ts";

export interface CheckFlags extends JudgeFlags, GateLockFlags, OfflineFlags, ReportFlags {
  readonly allowEmpty?: boolean;
  readonly changedSince?: string;
  readonly envFile?: readonly string[];
}

/** Of what was not read where nothing was. */
const MOST_TOLD = 5;

/** The verdicts on every image in the files; exit codes as the contract says. */
export async function checkFiles(
  paths: readonly string[],
  flags: CheckFlags,
  terminal: Terminal,
  { version, signal }: { readonly version: string; readonly signal: AbortSignal },
): Promise<number> {
  const writeReports = prepareReports(flags, terminal, version);
  const base = baseOf(flags.changedSince, terminal);
  const { policy, path, findings } = judgingPolicy(flags.policy, base, terminal);
  const lock = gateLockFor(flags, policy && { ...policy, source: path ?? policy.source }, terminal);
  const named = paths.length === 0 ? ["."] : paths;
  const files =
    base === undefined || flags.changedSince === undefined
      ? await filesAt(named, terminal, signal)
      : ofChange(await filesAt(named, terminal, signal, mayChange), base);
  const around = { corrections: policy?.corrections ?? NO_CORRECTIONS, ...environmentFrom(flags.envFile, terminal) };
  const pipelines = startPipelines(terminal.cwd());
  const found = await readInTurn(files, around, { terminal, signal }, pipelines);
  const isEmpty = found.inputs.read.length === 0 && flags.allowEmpty !== true;
  // A change that touches nothing with images in it is the usual one.
  if (isEmpty && flags.changedSince === undefined) throw nothingRecognised(files.length, found.inputs);
  const judged = { ...flags, lock, offline: isOffline(flags, terminal) };
  const uses = found.uses.map(({ use }) => use);
  const own = await judgeUses(uses, policy, judged, terminal, signal);
  const report = {
    ...own,
    findings: [...own.findings, ...findings, ...pipelines.findings(own.levels)],
    inputs: found.inputs,
  };
  writeReports(report);
  return exitCode(report);
}

/** Of a change scripts count by themselves: the pipeline that calls one need not have changed. */
function mayChange(name: string): boolean {
  return mayNameImages(name) || isPipelineFile(name, "");
}

/** Standard input is checked as a whole: nobody knows what of it is new. */
function ofChange(files: readonly FileAt[], base: Base): readonly FileAt[] {
  const changed = changedSince(base);
  return files.filter((file) => {
    if (!("path" in file)) return true;
    // A link that is new counts, and so does what it leads to.
    const own = inRepository(base, dirname(file.path));
    const paths = [own === undefined ? undefined : posix.join(own, basename(file.path)), inRepository(base, file.path)];
    return paths.some((path) => path === undefined || isChanged(path, changed));
  });
}

/** A submodule is one name to git, whatever changed in it. */
function isChanged(path: string, changed: ReadonlySet<string>): boolean {
  const parts = path.split("/");
  return parts.some((_, before) => changed.has(parts.slice(0, before + 1).join("/")));
}

export function nothingRecognised(count: number, { skipped }: Pick<Inputs, "skipped">): UsageError {
  const what =
    count === 0
      ? "no file is there that could hold an image"
      : `none of ${count} files holds anything that is known to name images`;
  const told = skipped.slice(0, MOST_TOLD).map(({ file, why }) => `\n  ${printable(file)} ${why}`);
  return new UsageError(
    `${what}. Name others, or say --allow-empty where that is right. docs/check.md lists what is read.${told.join("")}`,
  );
}
