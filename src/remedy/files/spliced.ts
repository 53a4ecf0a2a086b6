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
  const ends: number[] = [];
  const shifts: number[] = [];
  let read = 0;
  let written = "";
  for (const { span, text: piece } of distinct(splices)) {
    written += text.slice(read, span.start) + piece;
    read = span.end;
    ends.push(span.end);
    shifts.push(written.length - span.end);
  }
  const shifted = (offset: number) => offset + (shifts[countUpTo(ends, offset) - 1] ?? 0);
  return {
    text: written + text.slice(read),
    moved: ({ start, end }) => ({ start: shifted(start), end: shifted(end) }),
  };
}

function distinct(splices: readonly Splice[]): readonly Splice[] {
  const byText = new Map(splices.map((one) => [JSON.stringify([one.span.start, one.span.end, one.text]), one]));
  return [...byText.values()].sort(byPlace);
}

/** How many of the sorted numbers are this one at most. */
function countUpTo(sorted: readonly number[], most: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}
