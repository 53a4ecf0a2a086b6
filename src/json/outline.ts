/** What can be told of a JSON text without building its value. */
export interface Outline {
  /** How deep objects and arrays nest: 0 for a scalar, 1 for `[]`. */
  readonly depth: number;
  /** How many members the objects list; repeated ones count each time, which the parsed value no longer shows. */
  readonly members: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** One pass, without backtracking or recursion, over a text that need not be valid yet. */
export function outlineOf(text: string): Outline {
  let open = 0;
  let depth = 0;
  let members = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === "{" || character === "[") depth = Math.max(depth, ++open);
    else if (character === "}" || character === "]") open--;
    else if (character === ":") members++;
  }
  return { depth, members };
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) {
    index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  }
  return index;
}
