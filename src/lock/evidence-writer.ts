import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, opendirSync, rmdirSync, rmSync, type Dirent } from "node:fs";
import { dirname, join } from "node:path";
import { parseDigest, type Digest } from "../reference/index.ts";
import { attempt, placeFile } from "../storage/index.ts";
import { evidencePath, openEvidenceFolder, shardPath } from "./evidence-folder.ts";

/** What a repository can bear; some 10,000 images with their signatures, or 200 with an SBOM each. */
const MAX_BYTES = 128 * 1024 * 1024;
/** Bounds the look at a folder that somebody filled. */
const MAX_NAMES = 200_000;
const LEFT_BEHIND = 60 * 60_000;

const KINDS = ["sha256", "sha512"] as const;
const HEX = { sha256: /^[0-9a-f]{64}$/, sha512: /^[0-9a-f]{128}$/ };
const SHARD = /^[0-9a-f]{2}$/;
const TEMPORARY = /^\.[0-9a-f-]{36}\.tmp$/;

/** There is no room for more evidence, or something is in its way; the message is a sentence. */
export class EvidenceNotStored extends Error {
  override readonly name = "EvidenceNotStored";
}

/** What was written and removed. */
export interface EvidenceSize {
  /** Of this run's evidence, written now or before. */
  readonly files: number;
  readonly bytes: number;
  readonly written: number;
}

/** Writes stored evidence. A file that is there with the right bytes is not touched. */
export class EvidenceWriter {
  readonly #folder: string;
  readonly #capacity: number;
  readonly #kept = new Set<Digest>();
  #bytes = 0;
  #written = 0;

  /** @param capacity the most bytes of one run's evidence */
  constructor(folder: string, capacity = MAX_BYTES) {
    this.#folder = folder;
    this.#capacity = capacity;
  }

  get size(): EvidenceSize {
    return { files: this.#kept.size, bytes: this.#bytes, written: this.#written };
  }

  /** @throws EvidenceNotStored */
  async keep(digest: Digest, bytes: Uint8Array): Promise<void> {
    if (this.#kept.has(digest)) return;
    if (this.#bytes + bytes.byteLength > this.#capacity)
      throw new EvidenceNotStored(`More than ${this.#capacity} bytes of evidence are not stored in a repository.`);
    const there = await openEvidenceFolder(this.#folder).get(digest, bytes.byteLength);
    if (there === undefined) await this.#write(digest, bytes);
    this.#kept.add(digest);
    this.#bytes += bytes.byteLength;
  }

  async #write(digest: Digest, bytes: Uint8Array): Promise<void> {
    const shard = shardPath(this.#folder, digest);
    try {
      for (const path of [this.#folder, dirname(shard), shard]) provideFolder(path);
      await placeFile(join(this.#folder, `.${randomUUID()}.tmp`), evidencePath(this.#folder, digest), bytes, 0o644);
    } catch (cause) {
      if (cause instanceof EvidenceNotStored) throw cause;
      throw new EvidenceNotStored(`The evidence folder cannot be written to (${codeOf(cause)}).`, { cause });
    }
    this.#written += 1;
  }
}

/** A link could lead out of the repository. */
function provideFolder(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) mkdirSync(path);
  else if (!status.isDirectory())
    throw new EvidenceNotStored("The evidence folder, or a folder in it, is a link or a file: remove it.");
}

/** Not by `instanceof`: an error of Node's own may come from another realm. */
function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown error";
}

/**
 * Removes evidence that nobody refers to, and what a killed run left; how many files. Whatever else lies in the folder stays, links
 * are removed and not followed.
 */
export function removeUnreferenced(folder: string, referenced: ReadonlySet<Digest>, now: number = Date.now()): number {
  let removed = 0;
  for (const { name } of entriesOf(folder).filter((one) => TEMPORARY.test(one.name))) {
    const path = join(folder, name);
    if (now - attempt(now, () => lstatSync(path).mtimeMs) > LEFT_BEHIND) removed += remove(path);
  }
  for (const kind of KINDS) {
    for (const shard of entriesOf(join(folder, kind)).filter((one) => one.isDirectory() && SHARD.test(one.name))) {
      const path = join(folder, kind, shard.name);
      for (const file of entriesOf(path)) {
        const isOurs = !file.isDirectory() && HEX[kind].test(file.name);
        if (isOurs && !referenced.has(parseDigest(`${kind}:${file.name}`))) removed += remove(join(path, file.name));
      }
      attempt(undefined, () => {
        rmdirSync(path);
      });
    }
  }
  return removed;
}

function remove(path: string): number {
  return attempt(0, () => {
    rmSync(path);
    return 1;
  });
}

/** Of a folder itself, not of one that a link leads to. */
function entriesOf(path: string): readonly Dirent[] {
  return attempt([], () => {
    if (!lstatSync(path).isDirectory()) return [];
    const folder = opendirSync(path);
    try {
      const entries: Dirent[] = [];
      for (let entry = folder.readSync(); entry !== null && entries.length < MAX_NAMES; entry = folder.readSync())
        entries.push(entry);
      return entries;
    } finally {
      folder.closeSync();
    }
  });
}
