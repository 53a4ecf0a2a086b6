import type { Span } from "./slot.ts";

/** A line of a Dockerfile, or what stands of it before the escape character. */
export interface Piece {
  readonly text: string;
  /** Where it begins in the Dockerfile. */
  readonly start: number;
}

/** An instruction whose lines are joined, and that knows where they stand. */
export class Instruction {
  readonly text: string;
  readonly #pieces: readonly Piece[];
  /** Where each of the pieces begins in the instruction. */
  readonly #starts: readonly number[];

  /** @param leading white space that it begins with, and that is no part of it */
  constructor(pieces: readonly Piece[], leading: RegExp) {
    const joined = pieces.map(({ text }) => text).join("");
    const begun = joined.replace(leading, "").trimStart();
    let length = begun.length - joined.length;
    this.#starts = pieces.map(({ text }) => (length += text.length) - text.length);
    this.#pieces = pieces;
    this.text = begun.trimEnd();
  }

  /** Where a part of it stands in the Dockerfile: lines that are joined in it stand apart there. */
  spanOf(start: number, end: number): Span {
    return { start: this.#at(start), end: end > start ? this.#at(end - 1) + 1 : this.#at(start) };
  }

  #at(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return (this.#pieces[low]?.start ?? 0) + offset - (this.#starts[low] ?? 0);
  }
}
