import { MalformedJson } from "./malformed-json.ts";
import { outlineOf } from "./outline.ts";

/** `bytes`: the longest document that is read. `depth`: how deep arrays and objects may nest, 64 unless told. */
export interface JsonLimits {
  readonly bytes: number;
  readonly depth?: number;
}

const DEFAULT_DEPTH = 64;

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
  const { depth, members } = outlineOf(text);
  const maxDepth = limits.depth ?? DEFAULT_DEPTH;
  if (depth > maxDepth) throw new MalformedJson("too-deep", `the document nests deeper than ${maxDepth} levels`);
  const value = parse(text);
  if (checkedMembers(value) !== members) {
    throw new MalformedJson("duplicate-key", "an object of the document lists the same member twice");
  }
  return value;
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
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  keys.forEach(checkText);
  return Object.values(value).reduce((sum: number, child) => sum + checkedMembers(child), keys.length);
}

function checkNumber(value: number): void {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
    throw new MalformedJson("unsafe-number", "the document holds a number that is too large to be read exactly");
  }
}

function checkText(text: string): void {
  if (!text.isWellFormed()) throw new MalformedJson("not-utf8", "a string of the document holds half a character");
}
