import { outlineOf } from "./outline.ts";
import { invalidPolicy } from "./problems.ts";

/** Controls, and the bidirectional ones by which a text reads differently to people than to programs (CVE-2021-42574). */
const HIDDEN = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/u;

/** Of tokens; a document that says something has 8. */
const MAX_DEPTH = 64;
const MAX_ALIASES = 1000;

/**
 * The text of a document's file. A byte order mark is taken off.
 * @throws InvalidPolicy where the bytes are not UTF-8, hold characters that do not show, or nest or alias absurdly
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  const text = decode(bytes, source);
  refuseHidden(text, source);
  const { depth, aliases } = outlineOf(text);
  const remedy = "Write the document as docs/policy.md shows.";
  if (depth > MAX_DEPTH) throw invalidPolicy(source, `the document nests deeper than ${MAX_DEPTH} levels.`, remedy);
  if (aliases > MAX_ALIASES) throw invalidPolicy(source, `the document has more than ${MAX_ALIASES} aliases.`, remedy);
  return text;
}

function refuseHidden(text: string, source: string): void {
  const hidden = HIDDEN.exec(text);
  if (hidden === null) return;
  const line = text.slice(0, hidden.index).split("\n").length;
  const code = (hidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const message = `holds the invisible character U+${code}.`;
  throw invalidPolicy(source, message, "Remove it; it changes how the text reads.", { line });
}

function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalidPolicy(source, "the file is not UTF-8 text.", "Save it as UTF-8.", { cause });
  }
}
