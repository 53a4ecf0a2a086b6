import type { LockFile } from "../../lock/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { policyFor } from "../judge.ts";
import { nowOf, UsageError, wantsColour, type Terminal } from "../terminal.ts";
import { changesTo, withChanges } from "./changes.ts";
import { compare } from "./compared.ts";
import { withGate, type Judge } from "./judging.ts";
import { imagesNamed, type Named } from "./named.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { placeOf, readLock, writeLock } from "./place.ts";
import { lockJson } from "./json.ts";
import { lockText, refusalsText, type LockReport } from "./report.ts";

export interface LockFlags {
  readonly policy?: string;
  readonly lock?: string;
  readonly cache: boolean;
  readonly prune?: boolean;
  readonly acceptUnverified?: boolean;
  readonly dryRun?: boolean;
  readonly format: "pretty" | "json";
  readonly color: boolean;
}

/**
 * `digestbound lock [IMAGE or PATH…]`: writes down which verified digest each image stands for, and shows what changed.
 * @throws InvalidPolicy, InvalidLock, UsageError before anything is asked or written
 */
export async function lock(
  names: readonly string[],
  flags: LockFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const policy = requiredPolicy(flags, terminal);
  if (names.length === 0 && flags.prune === true)
    throw new UsageError("--prune removes what was not named: name the images to keep, or a file that names them.");
  const place = placeOf(flags.lock, policy, terminal);
  const before = readLock(place);
  const named = await imagesNamed(names, before, terminal, signal);
  const found = await withGate(policy, { cache: flags.cache, place: place.shown }, terminal, signal, (judge) =>
    looked(named, before ?? new Map(), judge, flags, nowOf(terminal)),
  );
  // What was not finished is no answer, and the old file is whole.
  if (signal.aborted) return 130;
  const isWritten = found.compared.length > 0 && flags.dryRun !== true;
  if (isWritten) {
    const changes = found.compared.map(({ change }) => change);
    writeLock(place, (lockedNow) => withChanges(lockedNow, changes));
  }
  tell({ ...found, file: place.shown, isWritten, dryRun: flags.dryRun === true, notes: named.notes }, flags, terminal);
  return exitOf(found.outcomes, named);
}

function requiredPolicy({ policy }: LockFlags, terminal: Terminal): PolicyDocument {
  const found = policyFor(policy, terminal);
  if (found !== undefined) return found;
  throw new UsageError(
    "lock locks what a policy trusts, and asks only registries that it names: give --policy FILE or write digestbound.yaml.",
  );
}

async function looked({ images }: Named, before: LockFile, judge: Judge, flags: LockFlags, now: Date) {
  const verdicts = await judge(images);
  const outcomes = images.flatMap((image, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined) return [];
    const terms = { old: before.get(image), acceptUnverified: flags.acceptUnverified === true, now };
    return [outcomeOf(image, verdict, terms)];
  });
  const { changes, ...counts } = changesTo(before, outcomes, flags.prune === true);
  return { outcomes, before, compared: await compare(changes, judge, now), ...counts };
}

function tell(report: LockReport, flags: LockFlags, terminal: Terminal): void {
  if (flags.format === "json") terminal.stdout.write(lockJson(report));
  else {
    terminal.stderr.write(refusalsText(report));
    terminal.stdout.write(lockText(report, wantsColour(terminal, flags.color)));
  }
}

/** The contract's exit codes: what is known to be bad before what is not known. */
function exitOf(outcomes: readonly Outcome[], { notes }: Named): 0 | 1 | 3 {
  const refused = outcomes.filter((one) => one.kind === "refused");
  if (refused.some(({ why }) => why !== "undetermined")) return 1;
  return refused.length > 0 || notes.length > 0 ? 3 : 0;
}
