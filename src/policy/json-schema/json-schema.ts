/** A JSON Schema of draft 7, which the editors that read YAML know best (docs/decisions/0018-json-schema.md). */
export type JsonSchema = Readonly<Record<string, unknown>>;

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** At least one of these keys has to be there. */
export function oneIsRequired(...keys: readonly string[]): JsonSchema {
  return { anyOf: keys.map((key) => ({ required: [key] })) };
}

/** One of these keys has to be there, and no other one. */
export function onlyOneIsRequired(...keys: readonly string[]): JsonSchema {
  return { oneOf: keys.map((key) => ({ required: [key] })) };
}
