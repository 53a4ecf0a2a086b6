/** A text in which each `*` stands for any characters, also none, anchored at both ends. */
export type ResourceGlob = readonly string[];

export function parseResourceGlob(text: string): ResourceGlob {
  return text.split(/\*+/);
}

/** Each literal is looked for once, from left to right, without going back. */
export function resourceMatches([first = "", ...others]: ResourceGlob, text: string): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let end = first.length;
  for (const literal of others) {
    const at = text.indexOf(literal, end);
    if (at === -1) return false;
    end = at + literal.length;
  }
  return text.endsWith(last) && text.length - last.length >= end;
}
