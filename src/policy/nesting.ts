import { Parser, type CST } from "yaml";

/**
 * How deep a YAML text nests, counted without recursion. Turning a text into a document recurses, and near the end of the
 * stack V8 does not throw but aborts the process where it has to compile a regular expression.
 */
export function nestingOf(text: string): number {
  let deepest = 0;
  const open = Array.from(new Parser().parse(text), (token) => ({ token, depth: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    deepest = Math.max(deepest, depth);
    for (const child of childrenOf(token)) open.push({ token: child, depth: depth + 1 });
  }
  return deepest;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child !== undefined && child !== null);
}
