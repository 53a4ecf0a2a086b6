import { endOfString } from "./outline.ts";

const QUOTE = 0x22;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const COLON = /[ \t\n\r]*:[ \t\n\r]*/y;

/**
 * The text that the outermost object has under a name, found in one pass without building a value; of several members of that
 * name only the first is looked at. Nothing else is checked, and a name that is written with escapes is not found: it
 * spares reading all of a document that nobody wants, and says nothing about one that is wanted.
 */
export function peekText(bytes: Uint8Array, name: string): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const key = JSON.stringify(name);
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const value = open === 1 && text.startsWith(key, index) ? valueAfter(text, index + key.length) : undefined;
      if (value !== undefined) return textAt(text, value);
      index = endOfString(text, index);
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) open++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) open--;
  }
  return undefined;
}

/** Where a member's value starts, if the string that ends here is a member's name. */
function valueAfter(text: string, end: number): number | undefined {
  COLON.lastIndex = end;
  return COLON.test(text) ? COLON.lastIndex : undefined;
}

function textAt(text: string, start: number): string | undefined {
  if (text.charCodeAt(start) !== QUOTE) return undefined;
  const raw = Buffer.from(text.slice(start, endOfString(text, start) + 1), "latin1").toString("utf8");
  try {
    return JSON.parse(raw) as string;
  } catch {
    return undefined;
  }
}
