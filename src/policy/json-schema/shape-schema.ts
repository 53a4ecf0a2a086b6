import { z } from "zod";
import type { Shape, Wording } from "../shape.ts";
import { isSchema, type JsonSchema } from "./json-schema.ts";

/** What stands under a key that a shape leaves open, because its reader goes through it by itself. */
export type Inner = (found: JsonSchema) => JsonSchema;

/** Each entry of a list, or each value of a mapping with names of any kind. */
export function each(entry: JsonSchema): Inner {
  return (found) => ({ ...found, [found["type"] === "array" ? "items" : "additionalProperties"]: entry });
}

/** All of it. */
export function whole(schema: JsonSchema): Inner {
  return () => schema;
}

interface Parts {
  readonly inner?: Readonly<Record<string, Inner>>;
  /** What the keys have to do with each other. */
  readonly together?: JsonSchema;
}

/** The schema of a kind of mapping: its keys as they are read, told with the words of the messages about them. */
export function schemaOfShape(
  { what, schema, wordings }: Omit<Shape<z.ZodRawShape>, "planned">,
  { inner = {}, together = {} }: Parts = {},
): JsonSchema {
  const written = plain(z.toJSONSchema(schema, { target: "draft-7", io: "input" }));
  const found = Object.entries(written["properties"] as Readonly<Record<string, JsonSchema>>);
  const described = found.map(([key, value]) => [key, told(wordings[key], (inner[key] ?? same)(value))]);
  return { title: sentence(what), ...written, properties: Object.fromEntries(described) as JsonSchema, ...together };
}

function same(found: JsonSchema): JsonSchema {
  return found;
}

function told(wording: Wording | undefined, schema: JsonSchema): JsonSchema {
  if (wording === undefined) return schema;
  const { expected, remedy, byDefault, examples } = wording;
  return {
    description: `${sentence(expected)}. ${remedy}`,
    ...(byDefault !== undefined && { default: byDefault }),
    ...(examples !== undefined && { examples }),
    ...schema,
    // What VS Code and the YAML language server say in the place of the expression.
    ...("pattern" in schema && { patternErrorMessage: `Expected ${expected}.` }),
  };
}

/** An article says nothing at the head of a hint. */
function sentence(words: string): string {
  const text = words.replace(/^an? /, "");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Without what holds of every number and every name of JSON anyway, and what stands at the head of a schema alone. */
function plain(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(
    ([keyword, value]) =>
      keyword !== "$schema" &&
      !(keyword === "maximum" && value === Number.MAX_SAFE_INTEGER) &&
      !(keyword === "propertyNames" && JSON.stringify(value) === '{"type":"string"}'),
  );
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  return isSchema(value) ? plain(value) : value;
}
