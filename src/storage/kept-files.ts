import { randomUUID } from "node:crypto";
import { lstatSync, rmSync, type Stats } from "node:fs";
import { utimes } from "node:fs/promises";
import { join, resolve } from "node:path";
import { placePrivately, readPrivately } from "./async-file.ts";
import { attempt } from "./attempt.ts";
import { Background } from "./background.ts";
import { evict, shardsOf } from "./evict.ts";
import { Ledger } from "./ledger.ts";
import { isPrivate } from "./ownership.ts";
import { OwnFolders } from "./own-folders.ts";
import { sweep } from "./sweep.ts";

const HOUR = 60 * 60_000;
/** A file that is used is marked once a day: the order of use need not be finer than that. */
const TOUCH_AFTER = 24 * HOUR;
/** Nobody writes on one file for so long. */
const LEFT_BEHIND = HOUR;
/** 256 MiB: some 20,000 images with their signatures, three blocks of a disk each. */
const CAPACITY = 256 * 1024 * 1024;
/** After an eviction a quarter is free, so that the next one is far. */
const REMAINING = 0.75;

const KINDS = ["sha256", "sha512"] as const;

/** Which file: what kind, and the hex digits that stand for it. */
export interface KeptName {
  readonly kind: (typeof KINDS)[number];
  readonly hex: string;
}

export interface KeptFilesOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Bytes on the disk, files of the size of a block and more. */
  readonly capacity?: number;
}

/**
 * Files below `<cache folder>/registry`, this user's alone, that may be lost at any time: what was not used for long goes
 * first. Nothing throws or rejects. Processes may use them at once, and may die at any moment.
 */
export class KeptFiles {
  readonly #root: string;
  readonly #folders: OwnFolders;
  readonly #ledger: Ledger;
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #work = new Background();
  #isSwept = false;
  #isEvicting = false;

  /** `cacheFolder`: an absolute path. */
  constructor(cacheFolder: string, { now = Date.now, capacity = CAPACITY }: KeptFilesOptions = {}) {
    this.#folders = new OwnFolders(resolve(cacheFolder), "registry");
    this.#root = this.#folders.path;
    this.#ledger = new Ledger(join(this.#root, "ledger"));
    this.#now = now;
    this.#capacity = capacity;
  }

  /** Undefined where there is none, where it is not this user's alone, or where it has more than `limit` bytes. */
  async read(name: KeptName, limit: number): Promise<Buffer | undefined> {
    try {
      if (!this.#folders.isThere(...shardOf(name))) return undefined;
      const path = this.#pathOf(name);
      const found = await readPrivately(path, limit);
      if (found !== undefined) this.#touch(path, found.modified);
      return found?.bytes;
    } catch {
      return undefined;
    }
  }

  /** Returns at once. A file of the same name and size may be left as it is. */
  write(name: KeptName, bytes: Uint8Array): void {
    this.#work.add(bytes.byteLength, async () => {
      if (!this.#folders.provide("tmp") || !this.#folders.provide(...shardOf(name))) return;
      this.#sweepOnce();
      const path = this.#pathOf(name);
      const there = ownFile(path, bytes.byteLength);
      if (there !== undefined) {
        this.#touch(path, there.mtimeMs);
        return;
      }
      await this.#announce(bytes.byteLength);
      await placePrivately(this.#temporary(), path, bytes);
    });
  }

  remove(name: KeptName): void {
    attempt(undefined, () => {
      rmSync(this.#pathOf(name), { force: true });
    });
  }

  /** Waits for what was written, and abandons what takes too long. */
  close(grace?: number): Promise<void> {
    return this.#work.close(grace);
  }

  async #announce(size: number): Promise<void> {
    const total = await this.#ledger.announce(size);
    if (total === undefined || total <= this.#capacity || this.#isEvicting) return;
    this.#isEvicting = true;
    // When nothing is half-written, so that the count is right.
    this.#work.last(async () => {
      const left = await evict(shardsOf(this.#root, KINDS), this.#capacity * REMAINING, () => this.#work.closed);
      if (left === undefined) return;
      await this.#ledger.reset(left, this.#temporary());
      // Where files cannot be removed, it is not tried again and again.
      this.#isEvicting = left > this.#capacity;
    });
  }

  /** Marks a file as used, where it was not marked lately. */
  #touch(path: string, modified: number): void {
    const now = this.#now();
    if (now - modified > TOUCH_AFTER) this.#work.add(0, () => utimes(path, now / 1000, now / 1000));
  }

  #sweepOnce(): void {
    if (this.#isSwept) return;
    this.#isSwept = true;
    attempt(undefined, () => {
      sweep(join(this.#root, "tmp"), (modified) => this.#now() - modified > LEFT_BEHIND);
    });
  }

  #pathOf(name: KeptName): string {
    return join(this.#root, ...shardOf(name), name.hex);
  }

  #temporary(): string {
    return join(this.#root, "tmp", `${randomUUID()}.tmp`);
  }
}

/**
 * 16 folders of some 4,000 files each when the cache is full. More would have to be made when it is empty, and that takes
 * as long as to write the files.
 */
function shardOf({ kind, hex }: KeptName): readonly [kind: string, shard: string] {
  return [kind, hex.slice(0, 1)];
}

/** Of the same size and this user's alone; whether it holds the same bytes shows when it is read. */
function ownFile(path: string, size: number): Stats | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true && isPrivate(status) && status.size === size ? status : undefined;
}
