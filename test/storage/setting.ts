import { afterAll } from "@jest/globals";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestHex, digestOf, type Digest, type DigestAlgorithm } from "../../src/reference/index.ts";
import { createByteStore, KeptFiles, type KeptFilesOptions } from "../../src/storage/index.ts";

export const HOUR = 60 * 60_000;
export const DAY = 24 * HOUR;
export const LIMIT = 1024 * 1024;

/** Empty folders, removed after the tests of the file. */
export function temporaryFolders(): () => string {
  const root = mkdtempSync(join(tmpdir(), "digestbound-storage-"));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return () => mkdtempSync(join(root, "cache-"));
}

/** One run's byte store. */
export function storeIn(folder: string, options: KeptFilesOptions = {}) {
  const files = new KeptFiles(folder, options);
  return { files, store: createByteStore(files), close: (grace?: number) => files.close(grace) };
}

/** Keeps each of these texts, in a run of its own; their digests. */
export async function keep(folder: string, ...texts: readonly (string | Uint8Array)[]): Promise<Digest[]> {
  const { store, close } = storeIn(folder);
  const digests = texts.map((text) => {
    const bytes = Buffer.from(text);
    store.put(digestOf(bytes), bytes);
    return digestOf(bytes);
  });
  await close();
  return digests;
}

/** What a new run finds, as text. */
export async function found(
  folder: string,
  digest: Digest,
  options: KeptFilesOptions = {},
): Promise<string | undefined> {
  const { store, close } = storeIn(folder, options);
  const bytes = await store.get(digest, LIMIT);
  await close();
  return bytes && Buffer.from(bytes).toString();
}

export function pathOf(folder: string, digest: Digest, algorithm: DigestAlgorithm = "sha256"): string {
  const hex = digestHex(digest);
  return join(folder, "registry", algorithm, hex.slice(0, 1), hex);
}

/** Paths of regular files, seen from the folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name), { throwIfNoEntry: false })?.isFile(),
  );
}
