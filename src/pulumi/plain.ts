import { UNKNOWN, type Tree } from "../discover/index.ts";

/** No provider nests inputs this deep; the bound keeps a hostile or cyclic value from exhausting the stack. */
const MAX_DEPTH = 100;

/**
 * Copies a resource's inputs into plain data, reading each property on its own: the SDK throws on reading any
 * unknown property, and one unknown environment variable must not hide the images beside it (law 6).
 */
export function plain(value: unknown, depth = 0): Tree {
  if (typeof value !== "object" || value === null) return leaf(value);
  if (depth > MAX_DEPTH) throw new RangeError("inputs are nested too deeply");
  // Not value.map(): that reads the elements itself, and would throw at the first unknown one.
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => nested(reading(value, index), depth));
  return Object.fromEntries(Object.keys(value).flatMap((key) => member(value, key, depth)));
}

function member(parent: object, key: string, depth: number): [string, Tree][] {
  const read = reading(parent, key);
  return read === undefined ? [] : [[key, nested(read, depth)]];
}

function leaf(value: unknown): Tree {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function nested(read: unknown, depth: number): Tree {
  return read === UNKNOWN ? UNKNOWN : plain(read, depth + 1);
}

function reading(parent: object, key: string | number): unknown {
  try {
    return Reflect.get(parent, key);
  } catch (error) {
    if (isUnknownValueError(error)) return UNKNOWN;
    throw error;
  }
}

/** By name, not by class: a second copy of the SDK in the tree would make `instanceof` say no, and an unknown would abort the preview. */
function isUnknownValueError(error: unknown): boolean {
  return (
    error instanceof Error && (error.name === "UnknownValueError" || error.constructor.name === "UnknownValueError")
  );
}
