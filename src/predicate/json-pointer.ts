/** A JSON pointer (RFC 6901): the names and positions on the way to a value. */
export type JsonPointer = readonly string[];

/** Deeper than any predicate is read. */
const MAX_STEPS = 64;
const MAX_CHARACTERS = 1024;

/** Undefined where the text is no pointer. The pointer to the whole document, which is the empty text, is one. */
export function parseJsonPointer(text: string): JsonPointer | undefined {
  if (text === "") return [];
  if (!text.startsWith("/") || text.length > MAX_CHARACTERS || /~(?![01])/.test(text)) return undefined;
  const steps = text.slice(1).split("/");
  if (steps.length > MAX_STEPS) return undefined;
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a pointer leads to; undefined, which JSON has not, where it leads to nothing. */
export function valueAt(document: unknown, pointer: JsonPointer): unknown {
  let value = document;
  for (const step of pointer) {
    if (typeof value !== "object" || value === null) return undefined;
    // A list has members beside its items, such as its length.
    if (Array.isArray(value) && !/^(?:0|[1-9]\d{0,8})$/.test(step)) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}
