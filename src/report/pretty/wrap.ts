import { stripVTControlCharacters } from "node:util";

/** On anything narrower nothing would be gained. */
const NARROW = 40;

/**
 * Breaks lines at blanks, so that none is wider than that where it can be: a word, such as a reference, is never broken. What follows is
 * set in as far as its line and a bit further.
 */
export function wrapped(text: string, width: number | undefined, further = 2): string {
  if (width === undefined || width < NARROW) return text;
  return text
    .split("\n")
    .flatMap((line) => broken(line, width, further))
    .join("\n");
}

function broken(line: string, width: number, further: number): readonly string[] {
  if (widthOf(line) <= width) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  for (const word of line.slice(indent.length).split(" ")) {
    const room = width - indent.length - further;
    if (!isEmpty && widthOf(word) <= room && widthOf(current) + 1 + widthOf(word) > width) {
      lines.push(current);
      current = `${indent}${" ".repeat(further)}`;
      isEmpty = true;
    }
    current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current];
}

/** In columns, of what is printable: colours and links take none. */
export function widthOf(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}
