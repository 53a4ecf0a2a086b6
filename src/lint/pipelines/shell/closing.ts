/** Where the parenthesis ends that a substitution opened before `from`; the index of `)`, undefined where none does. */
export function closingOf(text: string, from: number): number | undefined {
  const open: (")" | '"')[] = [")"];
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    const inside = open.at(-1);
    if (character === "\\") at += 1;
    else if (character === '"') {
      if (inside === '"') open.pop();
      else open.push('"');
    } else if (inside === '"') {
      if (character === "$" && text[at + 1] === "(") {
        open.push(")");
        at += 1;
      }
    } else if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return undefined;
      at = end;
    } else if (character === "(") open.push(")");
    else if (character === ")") {
      open.pop();
      if (open.length === 0) return at;
    }
  }
  return undefined;
}

/** Where `${` ends; the index of `}`. */
export function closingBrace(text: string, from: number): number | undefined {
  let open = 1;
  const end = Math.min(text.length, from + 2000);
  for (let at = from; at < end; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "{") open += 1;
    else if (character === "}") {
      open -= 1;
      if (open === 0) return at;
    }
  }
  return undefined;
}
