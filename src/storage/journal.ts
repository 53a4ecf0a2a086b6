import { randomUUID } from "node:crypto";
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readPrivately } from "./async-file.ts";
import { attempt } from "./attempt.ts";
import { Background } from "./background.ts";
import { OwnFolders } from "./own-folders.ts";
import { seal, unseal } from "./seal.ts";

const HOUR = 60 * 60_000;
/** A file server's clock may differ from ours by as much. */
const CLOCKS = 60_000;
/** Nothing in a journal counts for more than an hour. */
const SPENT = 2 * HOUR;
/** Some 50,000 entries; of more, those of the newest runs count. */
const MAX_BYTES = 16 * 1024 * 1024;
const SEPARATOR = "\n\n";

/**
 * Short texts that runs leave for the next ones, this user's alone. Each run appends to a file of its own, so that none waits
 * for another or harms it, and keeping one costs no file. Nothing throws or rejects.
 */
export class Journal {
  readonly #folders: OwnFolders;
  readonly #folder: string;
  readonly #own: string;
  readonly #now: () => number;
  readonly #work = new Background();
  #waiting: string[] = [];
  #flushed = Promise.resolve();

  /** `cacheFolder`: an absolute path. `now`: milliseconds since 1970. */
  constructor(cacheFolder: string, name: string, now: () => number) {
    this.#folders = new OwnFolders(resolve(cacheFolder), "registry", name);
    this.#folder = this.#folders.path;
    this.#own = join(this.#folder, randomUUID());
    this.#now = now;
  }

  /** What runs left within this time, in milliseconds, older runs' first, as far as it is as it was written. */
  async read(within: number): Promise<readonly string[]> {
    try {
      if (!this.#folders.isThere()) return [];
      const files = attempt([], () => this.#files());
      const contents: string[] = [];
      let left = MAX_BYTES;
      for (const { path, age } of files) {
        if (age > SPENT)
          attempt(undefined, () => {
            rmSync(path, { force: true });
          });
        if (age > within + CLOCKS) continue;
        const bytes = (await readPrivately(path, left).catch(() => undefined))?.bytes;
        left -= bytes?.byteLength ?? 0;
        contents.unshift(bytes?.toString("utf8") ?? "");
      }
      return contents.flatMap((content) => content.split(SEPARATOR)).flatMap(textOf);
    } catch {
      return [];
    }
  }

  /** Leaves a text without empty lines, some time later or not at all. */
  append(text: string): void {
    this.#waiting.push(SEPARATOR + seal(text));
    // What comes while a file is written goes with the next write, and behind it: of two texts the later one may count.
    if (this.#waiting.length === 1) this.#work.add(0, () => this.#flushNext());
  }

  close(grace?: number): Promise<void> {
    return this.#work.close(grace);
  }

  #flushNext(): Promise<void> {
    this.#flushed = this.#flushed.then(
      () => this.#flush(),
      () => this.#flush(),
    );
    return this.#flushed;
  }

  async #flush(): Promise<void> {
    const text = this.#waiting.join("");
    this.#waiting = [];
    if (this.#folders.provide()) await appendFile(this.#own, text, { mode: 0o600 });
  }

  /** The newest first. */
  #files(): readonly { readonly path: string; readonly age: number }[] {
    const now = this.#now();
    return readdirSync(this.#folder)
      .flatMap((name) => {
        const path = join(this.#folder, name);
        const status = lstatSync(path, { throwIfNoEntry: false });
        return status === undefined ? [] : [{ path, age: now - status.mtimeMs }];
      })
      .sort((a, b) => a.age - b.age);
  }
}

/** None for an entry that is not as it was written, like the last one of a killed process. */
function textOf(entry: string): readonly string[] {
  const text = unseal(Buffer.from(entry));
  return text === undefined ? [] : [text];
}
