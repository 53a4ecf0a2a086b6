import { digestAlgorithm, digestHex, digestOf, type Digest } from "../reference/index.ts";
import type { KeptFiles, KeptName } from "./kept-files.ts";

/** Content-addressed bytes: what is read hashes to what it was asked for, or it is not there (laws 2 and 5). */
export interface ByteStore {
  /** Never rejects; undefined where nothing of at most `limit` bytes is kept. */
  get(digest: Digest, limit: number): Promise<Uint8Array | undefined>;
  /** Keeps bytes that were hashed to this digest, some time later or not at all. Never throws. */
  put(digest: Digest, bytes: Uint8Array): void;
}

/** Keeps nothing. */
export const noBytes: ByteStore = { get: () => Promise.resolve(undefined), put: () => undefined };

export function createByteStore(files: KeptFiles): ByteStore {
  /** Known to be on the disk, or on the way there. */
  const kept = new Set<Digest>();
  return {
    async get(digest, limit) {
      const name = nameOf(digest);
      const bytes = await files.read(name, limit);
      if (bytes === undefined) return undefined;
      if (digestOf(bytes, digestAlgorithm(digest)) !== digest) {
        files.remove(name);
        kept.delete(digest);
        return undefined;
      }
      kept.add(digest);
      return bytes;
    },
    put(digest, bytes) {
      if (kept.has(digest)) return;
      kept.add(digest);
      files.write(nameOf(digest), bytes);
    },
  };
}

function nameOf(digest: Digest): KeptName {
  return { kind: digestAlgorithm(digest), hex: digestHex(digest) };
}
