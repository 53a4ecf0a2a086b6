import { Parser, type CST } from "yaml";

/** What reading a YAML text will cost. */
export interface Outline {
  /** How deep it nests. */
  readonly depth: number;
  /** How often it refers to an anchor. */
  readonly aliases: number;
}

/**
 * The outline of a YAML text, taken without recursion and before the text becomes a document. Composing recurses: on
 * 100,000 nested levels it takes minutes, and V8 has been seen to abort the process near the end of the stack. Resolving
 * an alias looks at all the others.
 */
export function outlineOf(text: string): Outline {
  let depth = 0;
  let aliases = 0;
  const open = Array.from(new Parser().parse(text), (token) => ({ token, level: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, level } = next;
    depth = Math.max(depth, level);
    if (token.type === "alias") aliases += 1;
    for (const child of childrenOf(token)) open.push({ token: child, level: level + 1 });
  }
  return { depth, aliases };
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child !== undefined && child !== null);
}
