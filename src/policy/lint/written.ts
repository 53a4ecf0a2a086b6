import type { Plain } from "../plain.ts";

/** The glob under a key; undefined where the key is left out or holds one exact text. */
export function globOf(value: unknown): string | undefined {
  const glob: unknown = typeof value === "object" && value !== null && "glob" in value ? value.glob : undefined;
  return typeof glob === "string" ? glob : undefined;
}

/** The exact text or the glob under a key; undefined where it is left out. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : globOf(value);
}

/** A mapping of a document; empty where something else stands there. */
export function mapping(value: Plain | undefined): Readonly<Record<string, Plain | undefined>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Plain>>)
    : {};
}

/** A list of a document; empty where something else stands there. */
export function list(value: Plain | undefined): readonly Plain[] {
  return Array.isArray(value) ? (value as readonly Plain[]) : [];
}
