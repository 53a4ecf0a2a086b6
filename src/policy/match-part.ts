/** One label of a host or one component of a repository: a literal, or a text with one wildcard in it. */
export type Part = string | Wildcard;

/** One or more characters between a prefix and a suffix; the whole part where both are empty. */
export interface Wildcard {
  readonly prefix: string;
  readonly suffix: string;
  /** What the wildcard's text is called where it was written as `{name}`. */
  readonly name?: string;
}

export function partMatches(part: Part, text: string): boolean {
  if (typeof part === "string") return part === text;
  const { prefix, suffix } = part;
  return text.length > prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
}

/** The name of the wildcard, and what it stands for in a text that it matches. */
export function captureOf(part: Part, text: string): readonly (readonly [name: string, text: string])[] {
  if (typeof part === "string" || part.name === undefined) return [];
  return [[part.name, text.slice(part.prefix.length, text.length - part.suffix.length)]];
}

/** Whether some text is matched by both. */
export function partsOverlap(a: Part, b: Part): boolean {
  if (typeof a === "string") return partMatches(b, a);
  if (typeof b === "string") return partMatches(a, b);
  const prefixesAgree = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  return prefixesAgree && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix));
}
