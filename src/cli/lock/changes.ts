import { previousIn, type LockEntry, type LockFile, type Previous } from "../../lock/index.ts";
import { saysTheSame } from "./entry.ts";
import type { Outcome } from "./outcome.ts";

/** What happens to one entry. */
export interface Change {
  readonly image: string;
  /** `changed`: its digest; `updated`: anything else that it says. */
  readonly kind: "added" | "changed" | "updated" | "removed";
  /** What the reference stood for, or the one that it takes the place of. */
  readonly old?: Previous;
  readonly now?: LockEntry;
}

/** How many entries stay as they are: those looked at, and those that were not named. */
export interface Unchanged {
  readonly unchanged: number;
  readonly kept: number;
}

/** Compares the lock file with what the images stand for now. Pure. */
export function changesTo(
  lock: LockFile,
  outcomes: readonly Outcome[],
  { prune, stores = false }: { readonly prune: boolean; readonly stores?: boolean },
): { readonly changes: readonly Change[] } & Unchanged {
  const previous = previousIn(lock);
  const named = new Set(outcomes.map(({ image }) => image));
  const locked = outcomes.filter((one) => one.kind === "locked");
  const found = locked.map(({ image, entry }) => changeOf(image, entry, previous(image), stores));
  const others = [...lock.keys()].filter((image) => !named.has(image));
  const removed = prune ? others.map((image) => removal(image, lock.get(image))) : [];
  return {
    changes: [...found, ...removed].filter((one) => one !== undefined).toSorted((a, b) => (a.image < b.image ? -1 : 1)),
    unchanged: found.filter((one) => one === undefined).length,
    kept: prune ? 0 : others.length,
  };
}

/** Undefined where the entry stays as it is. Evidence is stored for a digest, and stays with it unless this run stores it. */
function changeOf(image: string, entry: LockEntry, old: Previous | undefined, stores: boolean): Change | undefined {
  if (old?.image !== image) return { image, kind: "added", now: entry, ...(isOther(old, entry) && { old }) };
  const isStored = stores && JSON.stringify(old.entry.evidence) !== JSON.stringify(entry.evidence);
  if (saysTheSame(old.entry, entry) && !isStored) return undefined;
  if (old.entry.digest !== entry.digest) return { image, kind: "changed", old, now: entry };
  return { image, kind: "updated", old, now: stores ? entry : { ...entry, evidence: old.entry.evidence } };
}

function isOther(old: Previous | undefined, { digest }: LockEntry): old is Previous {
  return old !== undefined && old.entry.digest !== digest;
}

function removal(image: string, entry: LockEntry | undefined): Change | undefined {
  return entry && { image, kind: "removed", old: { image, entry } };
}

/** The lock file with these changes, whatever else was written to it meanwhile. */
export function withChanges(lock: LockFile, changes: readonly Change[]): LockFile {
  const next = new Map(lock);
  for (const { image, now } of changes) {
    if (now === undefined) next.delete(image);
    else next.set(image, now);
  }
  return next;
}
