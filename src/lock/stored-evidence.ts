import type { Digest } from "../reference/index.ts";
import { evidenceFolderOf, openEvidenceFolder, type EvidenceFolder } from "./evidence-folder.ts";
import type { LockedEvidence, LockFile } from "./lock-entry.ts";

/** As many as are looked at on one digest; whoever writes the lock file may write more. */
const MAX_POINTERS = 64;

/** Bytes that prove themselves, and where to look for evidence on a digest: hints, by whomever the lock file was written. */
export interface Stored extends EvidenceFolder {
  pointers(subject: Digest): readonly Pick<LockedEvidence, "kind" | "manifest">[];
  relatives(digest: Digest): readonly Digest[];
}

/** The evidence that a lock file points to, in the folder beside it. Nothing is read yet, and a folder that is missing is an empty one. */
export function storedBeside(lockFile: string, lock: LockFile): Stored {
  return storedIn(openEvidenceFolder(evidenceFolderOf(lockFile)), lock);
}

export function storedIn(folder: EvidenceFolder, lock: LockFile): Stored {
  const pointers = new Map<Digest, Map<string, Pick<LockedEvidence, "kind" | "manifest">>>();
  const relatives = new Map<Digest, Set<Digest>>();
  for (const { digest, evidence } of lock.values()) {
    for (const { subject, kind, manifest } of evidence) {
      const some = bucket(pointers, subject, () => new Map<string, Pick<LockedEvidence, "kind" | "manifest">>());
      if (some.size < MAX_POINTERS) some.set(`${kind} ${manifest}`, { kind, manifest });
      if (subject !== digest) bucket(relatives, digest, () => new Set<Digest>()).add(subject);
    }
  }
  return {
    get: (digest, limit) => folder.get(digest, limit),
    pointers: (subject) => [...(pointers.get(subject)?.values() ?? [])],
    relatives: (digest) => [...(relatives.get(digest) ?? [])],
  };
}

function bucket<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
