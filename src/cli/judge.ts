import { relative } from "node:path";
import type { ImageUse } from "../discover/index.ts";
import { createGate, unusedIn, type GateLock, type Verdict } from "../gate/index.ts";
import {
  findPolicyFile,
  levelsWithoutUpdate,
  loadPolicyFile,
  type LevelsNow,
  type PolicyDocument,
} from "../policy/index.ts";
import { noPolicy, oldRootFindings, unusedFindings, type Report } from "../report/index.ts";
import { cacheFolder } from "../storage/index.ts";
import { momentAt } from "./at.ts";
import { showProgress } from "./progress.ts";
import { nowOf, type Terminal } from "./terminal.ts";

/** The document named on the command line, or the nearest digestbound.yaml; a file that is named and missing is an error. */
export function policyFor(file: string | undefined, terminal: Terminal): PolicyDocument | undefined {
  if (file !== undefined) return loadPolicyFile(file);
  const found = findPolicyFile(terminal.cwd());
  // As the user sees it from here: a report must not tell where somebody's checkout lies.
  return found === undefined ? undefined : { ...loadPolicyFile(found), source: relative(terminal.cwd(), found) };
}

/** What `verify` and `resolve` are told alike. */
export interface JudgeFlags {
  readonly policy?: string;
  /** False: nothing that earlier runs read is used, and nothing is kept. */
  readonly cache: boolean;
  /** As of when to judge: a day to come, or a moment. */
  readonly at?: string;
}

/** What a gate that judges by a document goes by besides. */
export interface JudgeOptions extends JudgeFlags {
  readonly lock?: GateLock | undefined;
  /** Nothing may be asked. */
  readonly offline?: boolean;
}

/** Judges references as if each stood in a resource. @throws UsageError where `at` is no moment to come */
export function judge(
  images: readonly string[],
  policy: PolicyDocument | undefined,
  flags: JudgeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Report> {
  return judgeUses(images.map(useOf), policy, flags, terminal, signal);
}

/** Judges image uses. @throws UsageError where `at` is no moment to come */
export async function judgeUses(
  uses: readonly ImageUse[],
  policy: PolicyDocument | undefined,
  flags: JudgeOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Report> {
  const at = momentAt(flags.at, terminal);
  const moment = at ?? nowOf(terminal);
  // What is kept bears the time at which a registry said it, and the future has no such time (law 5).
  const folder = flags.cache && at === undefined ? cacheFolder(terminal.env) : undefined;
  const gate = createGate(policy, {
    environment: terminal.env,
    signal,
    now: at === undefined ? () => nowOf(terminal).getTime() : () => at.getTime(),
    ...(folder !== undefined && { cacheFolder: folder }),
    ...(flags.lock && { lock: flags.lock }),
    offline: flags.offline === true,
  });
  const done = progress(uses.length, terminal);
  try {
    const verdicts = await gate.check(uses);
    const findings = policy === undefined ? [noPolicy] : notes(policy, verdicts, moment);
    const levels = levelsOf(policy, flags.lock, moment);
    return { policy, verdicts, findings, levels, ...(at && { at }) };
  } finally {
    done();
    await gate.close();
  }
}

/** The document's, but that image-lock is mandatory where the lock file is frozen, as a pack registers it. */
function levelsOf(policy: PolicyDocument | undefined, lock: GateLock | undefined, now: Date): LevelsNow {
  const own = levelsWithoutUpdate(policy, now.getTime());
  return (rule) => (rule === "image-lock" && lock?.frozen === true ? { level: "mandatory" } : own(rule));
}

/** What is to be said beside the verdicts. */
function notes(policy: PolicyDocument, verdicts: readonly Verdict[], now: Date): Report["findings"] {
  return [...oldRootFindings(policy, now), ...unusedFindings(unusedIn(verdicts, { policy, now: now.getTime() }))];
}

function useOf(image: string, index: number): ImageUse {
  const place = { resource: "command line", path: `argument ${index + 1}` };
  return { kind: "image", image, place, role: "run", pinForm: "name:tag@digest" };
}

export function progress(count: number, terminal: Terminal): () => void {
  return showProgress(`Checking ${count} ${count === 1 ? "image" : "images"}…`, terminal);
}
