import { parseEnv } from "node:util";
import type { Variables } from "./interpolate.ts";

/**
 * The variables that files such as `.env` set, the later ones over the earlier. Null for one that they speak of in a way that is not
 * read here, such as by other variables.
 */
export function environmentIn(texts: readonly string[]): Variables {
  const set = new Map(texts.flatMap((text) => Object.entries(parseEnv(text))));
  return (name) => {
    const value = set.get(name);
    if (value === undefined) return texts.some((text) => speaksOf(text, name)) ? null : undefined;
    return value.includes("$") ? null : value;
  };
}

/** The same, of a file that was not asked for: what it sets nobody here knows. */
export function mentionedIn(text: string): Variables {
  return (name) => (speaksOf(text, name) ? null : undefined);
}

function speaksOf(text: string, name: string): boolean {
  return new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text);
}
