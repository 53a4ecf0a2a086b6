import { JsonObject } from "./json-text.ts";
import { isOverlaid } from "./overlaid.ts";
import type { Span } from "./slot.ts";

/** Stands for a property whose reading threw. */
export const FAILED: unique symbol = Symbol("could not be read");

export type Shape = "list" | "object" | "text" | "number" | "boolean" | "nothing" | "foreign";

/** The shapes as a message names them. */
export const SHAPE_WORDS: Readonly<Record<Shape, string>> = {
  list: "a list",
  object: "an object",
  text: "a text",
  number: "a number",
  boolean: "a boolean",
  nothing: "null",
  foreign: "a value that is not plain data",
};

export interface Member {
  readonly key: string | number;
  /** `FAILED` where reading it threw. */
  readonly value: unknown;
  /** Where the value stands in the JSON text that it was read out of; told of texts in objects only. */
  readonly span?: Span | undefined;
}

/** The shape of a value. A Map, a function, a proxy that throws: whatever could hide something is `foreign`. Never throws. */
export function shapeOf(value: unknown): Shape {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (typeof value !== "object") return "foreign";
  try {
    if (Array.isArray(value)) return "list";
    // By tag, not by prototype: data may come from another realm.
    return Object.prototype.toString.call(value) === "[object Object]" ? "object" : "foreign";
  } catch {
    return "foreign";
  }
}

/** Own members in their order, each read once and on its own; at most `limit`. `FAILED` where they cannot even be listed. */
export function membersOf(value: object, limit: number): readonly Member[] | typeof FAILED {
  try {
    if (value instanceof JsonObject || isOverlaid(value)) return value.members;
    if (!Array.isArray(value)) return Object.keys(value).map((key) => readMember(value, key));
    return elementsOf(value, Math.min(value.length, limit));
  } catch {
    return FAILED;
  }
}

function elementsOf(list: readonly unknown[], length: number): readonly Member[] {
  const elements: Member[] = [];
  for (let index = 0; index < length; index += 1) elements.push(readMember(list, index));
  return elements;
}

function readMember(value: object, key: string | number): Member {
  try {
    return { key, value: Reflect.get(value, key) as unknown };
  } catch {
    return { key, value: FAILED };
  }
}

/** As `instanceof`, which a hostile value may let throw. */
export function isMade<T>(value: unknown, kind: abstract new (...given: never[]) => T): value is T {
  try {
    return value instanceof kind;
  } catch {
    return false;
  }
}

/** As good as left out. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
