import type { Path, Report } from "./problems.ts";

/** A JSON value. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** Far beyond any document that people maintain; what anchors multiply stops here. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 16;

class TooMuch extends Error {}

/** A copy that holds JSON values only, keys sorted; undefined where something else was found and reported. */
export function plainCopy(value: unknown, report: Report): { readonly plain: Plain } | undefined {
  const walk = { values: 0, refused: 0, report };
  try {
    const plain = copy(value, [], walk);
    return walk.refused > 0 ? undefined : { plain };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    report([], error.message, "Split the policy, or write each value once.");
    return undefined;
  }
}

interface Walk {
  values: number;
  refused: number;
  readonly report: Report;
}

function copy(value: unknown, path: Path, walk: Walk): Plain {
  walk.values += Array.isArray(value) ? value.length + 1 : 1;
  if (walk.values > MAX_VALUES) throw new TooMuch(`the document holds more than ${MAX_VALUES} values.`);
  if (path.length > MAX_DEPTH) throw new TooMuch(`the document nests deeper than ${MAX_DEPTH} levels.`);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return Array.from(value, (item, index) => copy(item, [...path, index], walk));
  if (isMapping(value)) return copyMapping(value, path, walk);
  return refuse(path, "is not a text, a number, true, false, a list or a mapping.", walk);
}

function copyMapping(mapping: Readonly<Record<string, unknown>>, path: Path, walk: Walk): Plain {
  const entries: [string, Plain][] = [];
  for (const key of Object.keys(mapping).sort()) {
    const value = mapping[key];
    // An assignment of this key changes what an object is, in every library that copies it.
    if (key === "__proto__") refuse([...path, key], "is a key that is never allowed.", walk);
    else if (value !== undefined) entries.push([key, copy(value, [...path, key], walk)]);
  }
  return Object.fromEntries(entries);
}

function refuse(path: Path, message: string, walk: Walk): null {
  walk.refused += 1;
  walk.report(path, message, "Write the document as docs/policy.md shows.");
  return null;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
