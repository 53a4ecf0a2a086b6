import type { Span } from "./slot.ts";

/** An object of a JSON text with every member it has, equal names included: JSON.parse would keep only the last. */
export class JsonObject {
  /** A member whose value is a text tells where its JSON string stands, quotes included. */
  readonly members: { readonly key: string; readonly value: unknown; readonly span: Span | undefined }[] = [];
}

/** Sixteen times the largest task definition that Amazon ECS takes (64 KiB). */
const LONGEST_TEXT = 1024 * 1024;
/** Of a text whose grammar was checked: a string, a delimiter, or any other scalar. */
export const JSON_TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

interface Open {
  readonly value: JsonObject | unknown[];
  /** The name that waits for its value; always undefined in a list. */
  name: string | undefined;
}

/**
 * Reads a JSON text and keeps duplicate members, because which of them counts is the reader's business: every one of
 * them is judged. Gives the value, objects as {@link JsonObject}, or why there is none.
 */
export function parseJsonText(
  text: string,
  longest = LONGEST_TEXT,
): { readonly value: unknown } | { readonly why: string } {
  if (text.length > longest) return { why: `is a JSON text of more than ${longest} characters` };
  try {
    JSON.parse(text);
  } catch {
    return { why: "is not valid JSON" };
  }
  return { value: build(text) };
}

/** Relies on the grammar having been checked: only the structure is left to be seen. */
function build(text: string): unknown {
  const result: unknown[] = [];
  const open: Open[] = [{ value: result, name: undefined }];
  for (const { 0: token, index } of text.matchAll(JSON_TOKEN)) {
    const top = open.at(-1);
    if (top === undefined) break;
    if (token === "{" || token === "[") {
      const value = token === "{" ? new JsonObject() : [];
      add(top, value);
      open.push({ value, name: undefined });
    } else if (token === "}" || token === "]") open.pop();
    else if (token !== "," && token !== ":") addScalar(top, token, index);
  }
  return result[0];
}

function addScalar(top: Open, token: string, start: number): void {
  const value: unknown = JSON.parse(token);
  if (top.value instanceof JsonObject && top.name === undefined) top.name = String(value);
  else add(top, value, typeof value === "string" ? { start, end: start + token.length } : undefined);
}

function add(top: Open, value: unknown, span?: Span): void {
  if (!(top.value instanceof JsonObject)) top.value.push(value);
  else top.value.members.push({ key: top.name ?? "", value, span });
  top.name = undefined;
}
