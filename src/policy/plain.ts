import type { Path, Report } from "./problems.ts";

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** Far beyond any document that people maintain; what anchors multiply stops here. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 16;

/**
 * A copy that is nothing but JSON values, keys sorted. Undefined where something else is inside, which is reported.
 */
export function plainCopy(value: unknown, report: Report): { readonly plain: Plain } | undefined {
  const walk = { values: 0, isRefused: false, report };
  const plain = copy(value, [], walk);
  return walk.isRefused ? undefined : { plain };
}

interface Walk {
  values: number;
  isRefused: boolean;
  readonly report: Report;
}

function copy(value: unknown, path: Path, walk: Walk): Plain {
  walk.values += 1;
  if (walk.values > MAX_VALUES) return refuse(walk, [], `the document holds more than ${MAX_VALUES} values.`);
  if (path.length > MAX_DEPTH) return refuse(walk, [], `the document nests deeper than ${MAX_DEPTH} levels.`);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index], walk));
  if (isPlainObject(value)) return copyObject(value, path, walk);
  return refuse(walk, path, "is no text, number, list, mapping, true or false.");
}
