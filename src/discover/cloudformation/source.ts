import { FAILED, membersOf, type Member } from "../data.ts";
import { MOST_STEPS } from "./bounds.ts";

/** More than are evaluated, so that none is left out without a word. */
const MOST_ELEMENTS = 2 * MOST_STEPS;

export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The members of an object or a list, equal names included; none of anything else. */
export function members(value: unknown): readonly Member[] {
  if (typeof value !== "object" || value === null) return [];
  const found = membersOf(value, MOST_ELEMENTS);
  return found === FAILED ? [{ key: "", value: FAILED }] : found;
}

/** Every value under a name: which of several counts is the reader's business. */
export function under(value: unknown, name: string): readonly unknown[] {
  return members(value)
    .filter(({ key }) => key === name)
    .map((member) => member.value);
}

/** A macro, an include or a loop among the members of an object: what it adds, and what it rewrites of them, nobody sees. */
export function isFunction(key: string | number): boolean {
  return String(key).startsWith("Fn::");
}

/** What a member stands for: where it is a function, that function and no plain value. */
export function withFunction({ key, value }: Member): unknown {
  return isFunction(key) ? { [key]: value } : value;
}
