import type { Bounds } from "../cloudformation/bounds.ts";
import { JsonObject } from "../json-text.ts";
import { ABSENT, hasHole, HOLES } from "../partial.ts";

/** Of values each of which is one, and none of several; what it cannot tell is a hole. */
export type Pure = (args: readonly unknown[], bounds: Bounds) => unknown;

/** A value as part of a text. How a boolean is written there is not told apart. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === "boolean" ? HOLES.word : HOLES.anything;
}

/** The text, where it is one that is known whole. */
export function knownText(value: unknown): string | undefined {
  return typeof value === "string" && !hasHole(value) ? value : undefined;
}

export function object(entries: Readonly<Record<string, unknown>>): JsonObject {
  const made = new JsonObject();
  for (const [key, value] of Object.entries(entries)) made.members.push({ key, value, span: undefined });
  return made;
}

/**
 * Whether each element of a list is one: what nobody knows may be several, and `ABSENT` stands in a list for any number of
 * elements of the others' kind, also for less than are there.
 */
export function isCounted(list: readonly unknown[]): boolean {
  return !list.includes(HOLES.anything) && !list.includes(ABSENT);
}
