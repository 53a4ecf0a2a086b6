/** Where a part comes from whose text a pipeline's file does not hold. */
export type Origin =
  /** From the tool that built or pushed the image. */
  | "build"
  /** Asked of a registry, after whatever was pushed. */
  | "registry"
  /** Given by whoever calls: an input, an argument of a script. */
  | "caller"
  | "unknown";

export interface Hole {
  /** `plain` is a text that holds neither `:` nor `@`: a commit, a branch, a repository's name. */
  readonly what: "digest" | "tags" | "plain" | "any";
  readonly from: Origin;
  /** The variable that nothing in the file sets. */
  readonly name?: string;
}

export type Piece = string | Hole;
/** A text of which some parts are only known by what they are. */
export type Text = readonly Piece[];
/** What a variable or an argument may hold: at least one text. */
export type Value = readonly Text[];

const MOST_TEXTS = 8;
const MOST_PIECES = 64;
const LONGEST = 8192;

export const UNKNOWN: Value = [[{ what: "any", from: "unknown" }]];
export const EMPTY: Value = [[]];

export function literal(text: string): Value {
  return text === "" ? EMPTY : [[bounded(text)]];
}

export function hole(what: Hole["what"], from: Origin, name?: string): Value {
  return [[{ what, from, ...(name !== undefined && { name }) }]];
}

/** Every text of the one followed by every text of the other. */
export function joined(first: Value, second: Value): Value {
  if (first.length * second.length > MOST_TEXTS) return [pieces([essence(first), essence(second)])];
  return first.flatMap((one) => second.map((other) => pieces([...one, ...other])));
}

export function joinedAll(values: readonly Value[], between = ""): Value {
  const separator = literal(between);
  return values.reduce<Value>(
    (all, value, index) => joined(index === 0 || between === "" ? all : joined(all, separator), value),
    EMPTY,
  );
}

/** One or the other. */
export function either(first: Value, second: Value): Value {
  const all = [...first, ...second.filter((text) => !first.some((one) => same(one, text)))];
  return all.length <= MOST_TEXTS ? all : [...all.slice(0, MOST_TEXTS - 1), [essence(all.slice(MOST_TEXTS - 1))]];
}

/** The text, where all of it is known. */
export function literalOf(value: Value): string | undefined {
  const [text, ...others] = value;
  if (text === undefined || others.length > 0) return undefined;
  if (text.length === 0) return "";
  return text.length === 1 && typeof text[0] === "string" ? text[0] : undefined;
}

/** What is left of a value that was cut or computed with: what it is made from, and no text. */
export function essence(value: Value): Hole {
  const holes = value.flat().filter((piece) => typeof piece !== "string");
  const first = (test: (piece: Hole) => boolean) => holes.find(test);
  return (
    first(({ from }) => from === "registry") ??
    first(({ from }) => from === "build") ??
    first(({ what }) => what === "tags") ??
    first(({ from }) => from === "caller") ?? { what: "any", from: "unknown" }
  );
}

/** The texts between white space and commas: a list of references is one value in most pipelines. */
export function wordsOf(text: Text): readonly Text[] {
  const words: Piece[][] = [[]];
  for (const piece of text) {
    const [first = "", ...others] = typeof piece === "string" ? piece.split(/[\s,]+/) : [piece];
    if (first !== "") words.at(-1)?.push(first);
    for (const other of others) words.push(other === "" ? [] : [other]);
  }
  return words.filter((word) => word.length > 0);
}

export const linesOf = (text: Text): readonly Text[] => {
  const lines: Piece[][] = [[]];
  for (const piece of text) {
    const [first = "", ...others] = typeof piece === "string" ? piece.split("\n") : [piece];
    if (first !== "") lines.at(-1)?.push(first);
    for (const other of others) lines.push(other === "" ? [] : [other]);
  }
  return lines;
};

function pieces(all: readonly Piece[]): Text {
  const merged: Piece[] = [];
  let length = 0;
  for (const piece of all) {
    const last = merged.at(-1);
    if (typeof piece === "string" && typeof last === "string") merged[merged.length - 1] = last + piece;
    else merged.push(piece);
    length += typeof piece === "string" ? piece.length : 1;
  }
  return merged.length > MOST_PIECES || length > LONGEST ? [essence([merged])] : merged;
}

function bounded(text: string): string {
  return text.length > LONGEST ? text.slice(0, LONGEST) : text;
}

function same(one: Text, other: Text): boolean {
  return one.length === other.length && one.every((piece, index) => alike(piece, other[index]));
}

function alike(one: Piece, other: Piece | undefined): boolean {
  if (typeof one === "string" || typeof other === "string" || other === undefined) return one === other;
  return one.what === other.what && one.from === other.from && one.name === other.name;
}
