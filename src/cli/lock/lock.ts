import type { LockFile } from "../../lock/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { cacheFolder } from "../../storage/index.ts";
import { policyFor } from "../judge.ts";
import { requireNetwork } from "../offline.ts";
import { packBelow } from "../pack-below.ts";
import { nowOf, UsageError, wantsColour, type Terminal } from "../terminal.ts";
import { changesTo, withChanges } from "./changes.ts";
import { compare } from "./compared.ts";
import { openEvidenceStore, type EvidenceStore, type StoredReport } from "./evidence.ts";
import { withGate, type Judge } from "./judging.ts";
import { imagesNamed, type Named } from "./named.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { placeOf, readLock, writeLock, type LockPlace } from "./place.ts";
import { lockJson } from "./json.ts";
import { lockText, refusalsText, type LockReport } from "./report.ts";

export interface LockFlags {
  readonly policy?: string;
  readonly lock?: string;
  readonly cache: boolean;
  readonly prune?: boolean;
  readonly acceptUnverified?: boolean;
  readonly dryRun?: boolean;
  readonly evidence?: boolean;
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
  requireNetwork("lock", terminal);
  const policy = requiredPolicy(flags, terminal);
  if (names.length === 0 && flags.prune === true)
    throw new UsageError("--prune removes what was not named: name the images to keep, or a file that names them.");
  const place = placeOf(flags.lock, policy, terminal);
  const before = readLock(place);
  const named = await imagesNamed(names, before, terminal, signal, policy.corrections);
  const store = storeFor(policy, place, flags, terminal, signal);
  try {
    const judging = { cache: flags.cache, place: place.shown, ...(store && { onEvidence: store.onEvidence }) };
    const found = await withGate(policy, judging, terminal, signal, (judge) =>
      looked(named, before ?? new Map(), judge, { ...flags, store }, nowOf(terminal)),
    );
    // What was not finished is no answer, and the old file is whole.
    if (signal.aborted) return 130;
    const isWritten = found.compared.length > 0 && flags.dryRun !== true;
    if (isWritten) {
      const changes = found.compared.map(({ change }) => change);
      writeLock(place, (lockedNow) => withChanges(lockedNow, changes));
    }
    if (names.length === 0 || flags.prune === true) await store?.tidy();
    const stored = store?.report();
    const about = { file: place.shown, isWritten, dryRun: flags.dryRun === true, notes: named.notes };
    tell({ ...found, ...about, ...(stored && { stored }) }, flags, terminal);
    return exitOf(found.outcomes, named, stored);
  } finally {
    await store?.close();
  }
}

/** Nothing is stored by a run that shows what would change. */
function storeFor(
  policy: PolicyDocument,
  place: LockPlace,
  { evidence, dryRun, cache }: LockFlags,
  terminal: Terminal,
  signal: AbortSignal,
): EvidenceStore | undefined {
  if (evidence !== true || dryRun === true) return undefined;
  const folder = cache ? cacheFolder(terminal.env) : undefined;
  const now = () => nowOf(terminal).getTime();
  return openEvidenceStore(policy, place, {
    ...{ environment: terminal.env, signal, now },
    ...(folder !== undefined && { cacheFolder: folder }),
  });
}

function requiredPolicy({ policy }: LockFlags, terminal: Terminal): PolicyDocument {
  const found = policyFor(policy, terminal);
  if (found !== undefined) return found;
  throw new UsageError(
    "lock locks what a policy trusts, and asks only registries that it names: give --policy FILE or write digestbound.yaml." +
      packBelow(terminal),
  );
}

async function looked(
  { images }: Named,
  before: LockFile,
  judge: Judge,
  flags: LockFlags & { readonly store: EvidenceStore | undefined },
  now: Date,
) {
  const { store } = flags;
  const verdicts = await judge(images);
  const judged = images.flatMap((image, index) => {
    const verdict = verdicts[index];
    if (verdict === undefined) return [];
    const terms = { old: before.get(image), acceptUnverified: flags.acceptUnverified === true, now };
    return [outcomeOf(image, verdict, terms)];
  });
  const outcomes = store === undefined ? judged : await store.store(judged);
  const { changes, ...counts } = changesTo(before, outcomes, {
    prune: flags.prune === true,
    stores: store !== undefined,
  });
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
function exitOf(outcomes: readonly Outcome[], { notes }: Named, stored?: StoredReport): 0 | 1 | 3 {
  const refused = outcomes.filter((one) => one.kind === "refused");
  if (refused.some(({ why }) => why !== "undetermined")) return 1;
  return refused.length > 0 || notes.length > 0 || (stored?.notStored ?? []).length > 0 ? 3 : 0;
}
