import { lstatSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { digestAlgorithm, digestHex, digestOf, type Digest } from "../reference/index.ts";
import { attempt, readAnyones } from "../storage/index.ts";

/** The folder of stored evidence that belongs to a lock file: beside it, and its own, so that two lock files may lie in one folder. */
export function evidenceFolderOf(lockFile: string): string {
  const path = resolve(lockFile);
  return join(dirname(path), `${basename(path, ".lock")}.evidence`);
}

/**
 * `sha256/<first two digits>/<digits>`: lower-case hex alone, so that no file system takes two for one, and few enough files a folder.
 * A file's name is what it holds, so a change of evidence is a file more and a file less.
 */
export function evidencePath(folder: string, digest: Digest): string {
  return join(shardPath(folder, digest), digestHex(digest));
}

export function shardPath(folder: string, digest: Digest): string {
  return join(folder, digestAlgorithm(digest), digestHex(digest).slice(0, 2));
}

/** Content-addressed files that anybody may have written. */
export interface EvidenceFolder {
  /** Bytes that hash to the digest; undefined where there is no such regular file of at most `limit` bytes. Never rejects. */
  get(digest: Digest, limit: number): Promise<Uint8Array | undefined>;
}

/** Reads a file when it is asked for, whatever else lies in the folder. Links are not followed, from the folder itself downwards. */
export function openEvidenceFolder(path: string): EvidenceFolder {
  const folders = new Map<string, boolean>();
  const isFolder = (name: string) => {
    const known = folders.get(name) ?? attempt(false, () => lstatSync(name).isDirectory());
    folders.set(name, known);
    return known;
  };
  return {
    async get(digest, limit) {
      const shard = shardPath(path, digest);
      if (![path, dirname(shard), shard].every(isFolder)) return undefined;
      try {
        const bytes = await readAnyones(evidencePath(path, digest), limit);
        return bytes !== undefined && digestOf(bytes, digestAlgorithm(digest)) === digest ? bytes : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
