import { invalidPolicy } from "./problems.ts";

/** Controls, and the bidirectional ones by which a text reads differently to people than to programs (CVE-2021-42574). */
const HIDDEN = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/u;

/**
 * The text of a document's file. A byte order mark is taken off.
 * @throws InvalidPolicy where the bytes are not UTF-8 or hold characters that do not show
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  const text = decode(bytes, source);
  const hidden = HIDDEN.exec(text);
  if (hidden === null) return text;
  const line = text.slice(0, hidden.index).split("\n").length;
  const code = (hidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  throw invalidPolicy(source, `holds the invisible character U+${code}.`, "Remove it; it changes how the text reads.", {
    line,
  });
}

function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalidPolicy(source, "the file is not UTF-8 text.", "Save it as UTF-8.", { cause });
  }
}
