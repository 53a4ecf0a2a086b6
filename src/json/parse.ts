import { MalformedJson } from "./malformed-json.ts";
import { outlineOf, type OutlineLimits } from "./outline.ts";

/** How much is read. */
export interface JsonLimits {
  readonly bytes: number;
  /** How deep arrays and objects may nest; 64 unless told. */
  readonly depth?: number;
  /** How many commas and opening brackets there may be, so that nothing is built of junk; 65,536 unless told. */
  readonly parts?: number;
}

const DEFAULT_DEPTH = 64;

/** A manifest of a thousand entries with fifty annotations each; the worst value of so many parts takes 100 ms. */
const DEFAULT_PARTS = 64 * 1024;

/**
 * Reads JSON (RFC 8259) strictly: UTF-8 without a byte order mark, no repeated member, no number that a double cannot
 * hold, no lone surrogate. What two parsers may read differently is refused, so that the document that was signed is
 * the document that is judged.
 *
 * @throws MalformedJson
 */
export function parseStrictJson(bytes: Uint8Array, limits: JsonLimits): unknown {
  if (bytes.byteLength > limits.bytes) {
    throw new MalformedJson(
      "too-large",
      `the document has ${bytes.byteLength} bytes; at most ${limits.bytes} are read`,
    );
  }
  const text = decode(bytes);
  const members = countMembers(text, { depth: DEFAULT_DEPTH, parts: DEFAULT_PARTS, ...limits });
  const value = parse(text);
  if (checkedMembers(value) !== members) {
    throw new MalformedJson("duplicate-key", "an object of the document lists the same member twice");
  }
  return value;
}

function countMembers(text: string, limits: OutlineLimits): number {
  const { members, exceeded } = outlineOf(text, limits);
  if (exceeded === "depth") {
    throw new MalformedJson("too-deep", `the document nests deeper than ${limits.depth} levels`);
  }
  if (exceeded === "parts") throw new MalformedJson("too-many", `the document has more than ${limits.parts} parts`);
  return members;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new MalformedJson("not-utf8", "the document is not UTF-8 text", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the document (law 10), so only its position is passed on, and no cause.
    const position = /at position (\d+)/.exec(String(error))?.[1];
    throw new MalformedJson("syntax", `the document is not JSON${position ? ` (character ${position})` : ""}`);
  }
}

/** How many members a value holds, all levels together; its depth was bounded before. */
function checkedMembers(value: unknown): number {
  if (typeof value === "number") checkNumber(value);
  if (typeof value === "string") checkText(value);
  if (typeof value !== "object" || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const child of value) members += checkedMembers(child);
    return members;
  }
  // All members are the object's own, since JSON.parse made it; lists of them would take several times as long.
  for (const key in value) {
    checkText(key);
    members += 1 + checkedMembers((value as Record<string, unknown>)[key]);
  }
  return members;
}

function checkNumber(value: number): void {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new MalformedJson("unsafe-number", "the document holds a number that is too large to be read exactly");
  }
}

function checkText(text: string): void {
  if (!text.isWellFormed()) throw new MalformedJson("not-utf8", "a string of the document holds half a character");
}
