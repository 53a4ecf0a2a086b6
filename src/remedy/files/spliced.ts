import type { Span, Splice } from "../../discover/index.ts";
import { byPlace } from "./conflicts.ts";

/** A text with pieces of it replaced, and where the others are now. */
export interface Spliced {
  readonly text: string;
  /** Where a piece of the old text stands in the new one: of one that was replaced what took its place. */
  readonly moved: (span: Span) => Span;
}

/** Replaces pieces that do not overlap; every other character is as it was. The same piece may be named several times. */
export function spliced(text: string, splices: readonly Splice[]): Spliced {
  const pieces = distinct(splices);
  const shifts: number[] = [];
  let read = 0;
  let written = "";
  for (const { span, text: piece } of pieces) {
    written += text.slice(read, span.start) + piece;
    read = span.end;
    shifts.push(written.length - span.end);
  }
  const shift = (count: number) => shifts[count - 1] ?? 0;
  return {
    text: written + text.slice(read),
    moved: ({ start, end }) => ({
      start: start + shift(countWhile(pieces, ({ span }) => span.end <= start)),
      // What is inserted at its end stands behind it.
      end: end + shift(countWhile(pieces, ({ span }) => span.end <= end && span.start < end)),
    }),
  };
}

function distinct(splices: readonly Splice[]): readonly Splice[] {
  const byText = new Map(splices.map((one) => [JSON.stringify([one.span.start, one.span.end, one.text]), one]));
  return [...byText.values()].sort(byPlace);
}

/** How many of them, in their order, are such: all that are stand before all that are not. */
function countWhile(pieces: readonly Splice[], isSuch: (piece: Splice) => boolean): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && isSuch(piece)) low = middle + 1;
    else high = middle;
  }
  return low;
}
