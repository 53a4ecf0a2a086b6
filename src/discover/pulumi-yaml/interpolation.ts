/** A part of a text: what stands there, or what is put in. */
export type Piece = { readonly text: string } | { readonly access: string };

/** `$$` is a dollar; `${name.property["key"][0]}` is put in. */
const PIECE = /\$\$|\$\{((?:"(?:[^"\\]|\\.)*"|[^"}])*)\}/g;
const STEP = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;

export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: whole, 1: access, index } of text.matchAll(PIECE)) {
    pieces.push({ text: text.slice(end, index) });
    pieces.push(access === undefined ? { text: "$" } : { access });
    end = index + whole.length;
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => !("text" in piece) || piece.text !== "");
}

/** The name and the properties of what is put in; undefined where it is written otherwise. */
export function stepsIn(access: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  const text = access.trim();
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const [found, name, index, key] = STEP.exec(text) ?? [];
    if (found === undefined) return undefined;
    steps.push(index === undefined ? (name ?? key?.replaceAll(/\\(.)/g, "$1") ?? "") : Number(index));
  }
  return steps;
}
