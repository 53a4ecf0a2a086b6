const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const BEGIN = /^\uFEFF?\s*\{/;
const COLON_NEXT = /\s*:/y;

/**
 * The names of the outermost members of a text that begins as a JSON object, as they read, however they are spelled. One pass over
 * the first object that builds nothing: a plan has some tens of megabytes. None where the text begins otherwise.
 */
export function outerMembers(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  if (!BEGIN.test(text)) return names;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const start = index;
      index = endOfString(text, index);
      if (depth === 1 && isName(text, index)) names.add(spelled(text.slice(start, index + 1)));
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      depth -= 1;
      if (depth <= 0) break;
    }
  }
  return names;
}

/** Its closing quote, or behind the text. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== QUOTE) index += text.charCodeAt(index) === BACKSLASH ? 2 : 1;
  return index;
}

function isName(text: string, end: number): boolean {
  COLON_NEXT.lastIndex = end + 1;
  return COLON_NEXT.test(text);
}

function spelled(string: string): string {
  try {
    return String(JSON.parse(string));
  } catch {
    return string;
  }
}
