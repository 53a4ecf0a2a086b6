import type { LockEntry, LockIndex } from "../lock/index.ts";
import type { Facts } from "../policy/index.ts";
import type { ImageReference } from "../reference/index.ts";
import type { StoredEvidence } from "../registry/index.ts";

/** The lock file that a gate goes by: candidates, which are verified like any other, and never evidence (law 5). */
export interface GateLock {
  readonly index: LockIndex;
  /** The file as people name it. */
  readonly source: string;
  /** What is stored beside it: bytes that prove themselves, so they may lie where the judged change can edit them (law 8). */
  readonly evidence?: StoredEvidence;
  /** Whether what is missing in it, or differs from it, is rejected. */
  readonly frozen: boolean;
}

/** The entry of a reference that names no digest: what its tag, or `latest`, stands for. */
export function lockedTag(lock: GateLock | undefined, reference: ImageReference): LockEntry | undefined {
  if (lock === undefined || reference.digest !== undefined) return undefined;
  const found = lock.index.find(reference);
  return found.kind === "locked" ? found.entry : undefined;
}

/** The facts about the locked digest of a tag, as facts about that tag. */
export function asLocked(facts: Facts, { platforms, locked }: LockEntry): Facts {
  const { resolution } = facts;
  if (resolution.kind !== "pinned") return { ...facts, locked };
  return { ...facts, locked, resolution: { platforms, ...resolution, kind: "resolved" } };
}

/** Whether the tag beside a named digest need not be asked: the lock file has this digest for it, and nothing else is followed. */
export function isLockedPin(lock: GateLock | undefined, reference: ImageReference): boolean {
  return lock !== undefined && reference.digest !== undefined && lock.index.find(reference).kind === "locked";
}
