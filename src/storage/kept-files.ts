import { randomUUID } from "node:crypto";
import { lstatSync, rmSync, unlinkSync, type Stats } from "node:fs";
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
/** 256 MiB: some 30,000 images with their signatures, 8 KiB each, and no more than a browser's cache takes. */
const CAPACITY = 256 * 1024 * 1024;
/** After an eviction a quarter is free, so that the next one is far. */
const REMAINING = 0.75;

const KINDS = ["sha256", "sha512", "pointers"] as const;

/** Which file: what kind, and at least two hex digits that stand for it. */
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
    this.#root = join(resolve(cacheFolder), "registry");
    this.#folders = new OwnFolders(resolve(cacheFolder), "registry");
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

  /** Returns at once. A file of the same name is replaced, or where it has the same size as `bytes` may be left. */
  write(name: KeptName, bytes: Uint8Array, { replace }: { readonly replace: boolean }): void {
    this.#work.add(bytes.byteLength, async () => {
      if (!this.#folders.provide("tmp") || !this.#folders.provide(...shardOf(name))) return;
      this.#sweepOnce();
      const path = this.#pathOf(name);
      const there = replace ? undefined : ownFile(path, bytes.byteLength);
      if (there !== undefined) {
        this.#touch(path, there.mtimeMs);
        return;
      }
      await this.#announce(bytes.byteLength);
      // To replace a file takes 1 ms on ext4, which then writes it out at once.
      if (replace)
        attempt(undefined, () => {
          unlinkSync(path);
        });
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

/** A folder with all files would be slow on some file systems. */
function shardOf({ kind, hex }: KeptName): readonly [kind: string, shard: string] {
  return [kind, hex.slice(0, 2)];
}

/** Of the same size and this user's alone; whether it holds the same bytes shows when it is read. */
function ownFile(path: string, size: number): Stats | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true && isPrivate(status) && status.size === size ? status : undefined;
}
