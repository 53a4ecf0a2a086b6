import { appendFile, open, rename, stat } from "node:fs/promises";

/** Bytes of kept files that one byte of the ledger stands for: a run writes it a few times, not once a file. */
export const UNIT = 256 * 1024;
/** What a file takes on the disk at least. */
const BLOCK = 4096;

/**
 * About how much is kept, without a look at the files: a file that only its length matters of, to which every process
 * appends before it writes. It never tells too little, but for what is written while it is set anew; it tells too
 * much by a unit a run, until the files are counted.
 */
export class Ledger {
  readonly #path: string;
  #reserved = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Announces a file of this size; the sum where it had to be written down, undefined where an earlier announcement suffices. */
  async announce(size: number): Promise<number | undefined> {
    this.#reserved -= sizeOnDisk(size);
    if (this.#reserved >= 0) return undefined;
    const units = Math.ceil(-this.#reserved / UNIT);
    this.#reserved += units * UNIT;
    await appendFile(this.#path, Buffer.alloc(units), { mode: 0o600 });
    return (await stat(this.#path)).size * UNIT;
  }

  /** Begins anew with what was counted. `temporary`: a path beside it. */
  async reset(total: number, temporary: string): Promise<void> {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.truncate(Math.ceil(total / UNIT));
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
  }
}

export function sizeOnDisk(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
