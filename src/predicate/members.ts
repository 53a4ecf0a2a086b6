/** What stands at a path of member names; undefined where there is nothing. Only own members count, whatever a name means to JavaScript. */
export function memberOf(value: unknown, ...names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== "object" || found === null || Array.isArray(found) || !Object.hasOwn(found, name)) {
      return undefined;
    }
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

/** The text at a path; undefined where something else is there, or a text of nothing. */
export function textOf(value: unknown, ...names: readonly string[]): string | undefined {
  const found = memberOf(value, ...names);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The list at a path; undefined where something else is there. */
export function listOf(value: unknown, ...names: readonly string[]): readonly unknown[] | undefined {
  const found = memberOf(value, ...names);
  return Array.isArray(found) ? found : undefined;
}

export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
