/** Why bytes are not JSON that two parsers would read alike. */
export type MalformedReason = "too-large" | "not-utf8" | "syntax" | "duplicate-key" | "too-deep" | "unsafe-number";

export class MalformedJson extends Error {
  override readonly name = "MalformedJson";
  readonly reason: MalformedReason;

  constructor(reason: MalformedReason, options?: ErrorOptions) {
    super(`malformed JSON: ${reason}`, options);
    this.reason = reason;
  }
}

export interface JsonLimits {
  readonly bytes: number;
  readonly depth?: number;
}

const DEFAULT_DEPTH = 64;
// In valid JSON a string followed by a colon is a key; strings that are values are consumed by the same expression.
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/gu;

/**
 * Parses JSON (RFC 8259) strictly: fatal UTF-8, no byte order mark, no duplicate keys (parsers disagree on which wins),
 * no lone surrogates, no number that a double cannot hold exactly as an integer, bounded size and depth.
 */
export function parseStrictJson(bytes: Uint8Array, limits: JsonLimits): unknown {
  if (bytes.byteLength > limits.bytes) throw new MalformedJson("too-large");
  const text = decode(bytes);
  const value = parse(text);
  const keys = { count: 0 };
  inspect(value, limits.depth ?? DEFAULT_DEPTH, keys);
  if (keyTokens(text) !== keys.count) throw new MalformedJson("duplicate-key");
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new MalformedJson("not-utf8", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedJson("syntax", { cause });
  }
}

function keyTokens(text: string): number {
  let count = 0;
  for (const match of text.matchAll(STRINGS)) if (match[1] !== undefined) count += 1;
  return count;
}

function inspect(value: unknown, depth: number, keys: { count: number }): void {
  if (typeof value === "string" && !value.isWellFormed()) throw new MalformedJson("not-utf8");
  if (
    typeof value === "number" &&
    (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
  ) {
    throw new MalformedJson("unsafe-number");
  }
  if (typeof value !== "object" || value === null) return;
  if (depth === 0) throw new MalformedJson("too-deep");
  if (!Array.isArray(value)) {
    const names = Object.keys(value);
    keys.count += names.length;
    names.forEach((name) => {
      inspect(name, depth - 1, keys);
    });
  }
  Object.values(value).forEach((child) => {
    inspect(child, depth - 1, keys);
  });
}
