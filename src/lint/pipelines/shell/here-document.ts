import type { Word } from "./word.ts";

/** A text in a script that a command is given, announced on the line before it. */
export interface HereDocument {
  readonly delimiter: string;
  readonly tabs: boolean;
  readonly quoted: boolean;
  /** Which token it is. */
  readonly place: number;
}

/** What `<<` announces; undefined for any other operator. */
export function announced(operator: string, target: Word, place: number): HereDocument | undefined {
  if (operator !== "<<" && operator !== "<<-") return undefined;
  const delimiter = target.parts.map((part) => ("text" in part ? part.text : "")).join("");
  const quoted = target.parts.some((part) => part.kind === "text" && part.quoted);
  return delimiter === "" ? undefined : { delimiter, tabs: operator === "<<-", quoted, place };
}

/** Where its text ends, and where the script goes on. */
export function endOf(
  text: string,
  from: number,
  document: HereDocument,
): { readonly end: number; readonly next: number } {
  let at = from;
  while (at < text.length) {
    const found = text.indexOf("\n", at);
    const stop = found < 0 ? text.length : found;
    const line = text.slice(at, stop).replace(/\r$/, "");
    const next = found < 0 ? text.length : found + 1;
    if ((document.tabs ? line.replace(/^\t+/, "") : line.trim()) === document.delimiter) return { end: at, next };
    at = next;
  }
  return { end: text.length, next: text.length };
}
