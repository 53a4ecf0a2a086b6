import { createEvidenceCollector, createGate, type EvidenceCollector, type GateOptions } from "../../gate/index.ts";
import {
  evidenceFolderOf,
  EvidenceNotStored,
  EvidenceWriter,
  openEvidenceFolder,
  referencedBy,
  removeUnreferenced,
  storedIn,
  type LockedEvidence,
  type LockFile,
} from "../../lock/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { parseImageReference } from "../../reference/index.ts";
import { useOf } from "./judging.ts";
import { pinnedName } from "./named.ts";
import type { LockedOutcome, Outcome } from "./outcome.ts";
import { readLock, type LockPlace } from "./place.ts";

/** What became of `--evidence`. */
export interface StoredReport {
  readonly folder: string;
  /** Of the images of this run. */
  readonly files: number;
  readonly bytes: number;
  readonly written: number;
  /** Files that no entry refers to any more. */
  readonly removed: number;
  /** Images whose evidence could not be stored, with why, a sentence. */
  readonly notStored: readonly { readonly image: string; readonly why: string }[];
}

/** Stores what the images of a run were accepted by. */
export interface EvidenceStore {
  readonly onEvidence: EvidenceCollector["onEvidence"];
  /** The outcomes with the evidence that is stored now: none for an image that it would not be enough for without a network. */
  store(outcomes: readonly Outcome[]): Promise<readonly Outcome[]>;
  /** Removes what the lock file does not refer to, where the run looked at all of it. */
  tidy(): Promise<void>;
  report(): StoredReport;
  close(): Promise<void>;
}

export function openEvidenceStore(policy: PolicyDocument, place: LockPlace, options: GateOptions): EvidenceStore {
  const path = evidenceFolderOf(place.path);
  const collector = createEvidenceCollector(policy, options);
  const writer = new EvidenceWriter(path);
  const notStored: { readonly image: string; readonly why: string }[] = [];
  let removed = 0;
  const one = async (outcome: Outcome): Promise<Outcome> => {
    if (outcome.kind !== "locked") return outcome;
    try {
      const found = await collect(outcome, collector, writer);
      if (found.kind === "collected") return withEvidence(outcome, found.evidence);
      notStored.push({ image: outcome.image, why: found.error.message });
    } catch (error) {
      if (!(error instanceof EvidenceNotStored)) throw error;
      notStored.push({ image: outcome.image, why: error.message });
    }
    return withEvidence(outcome, []);
  };
  return {
    onEvidence: collector.onEvidence,
    store: async (outcomes) => {
      const stored = await Promise.all(outcomes.map(one));
      const enough = await sufficient(stored, policy, path, options);
      return stored.map((outcome) => {
        if (outcome.kind !== "locked" || enough.has(outcome.image)) return outcome;
        if (!notStored.some(({ image }) => image === outcome.image))
          notStored.push({ image: outcome.image, why: LACKS });
        return withEvidence(outcome, []);
      });
    },
    tidy: async () => {
      const lock = readLock(place) ?? new Map();
      removed = removeUnreferenced(path, await referencedBy(lock, openEvidenceFolder(path)));
    },
    report: () => ({ folder: `${place.shown.replace(/\.lock$/, "")}.evidence`, ...writer.size, removed, notStored }),
    close: () => collector.close(),
  };
}

const LACKS = "What was found is not enough without a network.";

function collect({ image, verdict, entry }: LockedOutcome, collector: EvidenceCollector, writer: EvidenceWriter) {
  const { through } = verdict;
  const accepted = { digest: entry.digest, ...(through && { through }) };
  return collector.collect(parseImageReference(image), accepted, ({ digest, bytes }) => writer.keep(digest, bytes));
}

function withEvidence(outcome: LockedOutcome, evidence: readonly LockedEvidence[]): LockedOutcome {
  const sorted = evidence.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...outcome, entry: { ...outcome.entry, evidence: sorted } };
}

/** The images that a gate accepts which has the stored bytes and nothing else; those that nobody vouches for have none to store. */
async function sufficient(
  outcomes: readonly Outcome[],
  policy: PolicyDocument,
  path: string,
  options: GateOptions,
): Promise<ReadonlySet<string>> {
  const locked = outcomes.filter((outcome) => outcome.kind === "locked");
  const lock: LockFile = new Map(locked.map(({ image, entry }) => [image, entry]));
  const evidence = storedIn(openEvidenceFolder(path), lock);
  const { now, environment, signal } = options;
  const common = { ...(now && { now }), ...(environment && { environment }), ...(signal && { signal }) };
  const gate = createGate(policy, { ...common, offline: true, evidence });
  const uses = locked.map(({ image, entry }) => useOf(pinnedName(image, entry.digest), "evidence"));
  const verdicts = await gate.check(uses);
  await gate.close();
  const enough = locked.filter(
    ({ entry }, index) => entry.signers.length === 0 || verdicts[index]?.status === "accepted",
  );
  return new Set(enough.map(({ image }) => image));
}
