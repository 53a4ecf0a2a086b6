/** How much a JSON text may hold. */
export interface OutlineLimits {
  /** How deep objects and arrays may nest: 0 for a scalar, 1 for `[]`. */
  readonly depth: number;
  /** Commas and opening brackets together: never fewer than the values that the text holds, but for the outermost. */
  readonly parts: number;
}

/** What can be told of a JSON text without building its value. */
export interface Outline {
  /** How many members the objects list; repeated ones count each time, which the parsed value no longer shows. */
  readonly members: number;
  /** The first limit that the text is over; nothing behind it was looked at. */
  readonly exceeded?: "depth" | "parts";
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/** One pass, without backtracking or recursion, over a text that need not be valid yet. */
export function outlineOf(text: string, limits: OutlineLimits): Outline {
  let open = 0;
  let parts = 0;
  let members = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COLON) members++;
    else if (code === COMMA) parts++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) open--;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      open++;
      parts++;
    }
    if (open > limits.depth) return { members, exceeded: "depth" };
    if (parts > limits.parts) return { members, exceeded: "parts" };
  }
  return { members };
}

/** Where the string that starts here ends: its closing quote, or behind the text. */
export function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
}
