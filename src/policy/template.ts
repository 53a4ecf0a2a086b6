import { InvalidIdentity } from "./invalid-identity.ts";

/** What a match captured from an image's repository, by name. */
export type Captures = ReadonlyMap<string, string>;

/** A piece of a text: itself, or what a match captured under a name. */
export type Piece = string | { readonly capture: string };
export type Template = readonly Piece[];

const CAPTURE = /\{([A-Za-z][A-Za-z0-9_-]{0,31})\}/;

/**
 * Reads a text in which `{name}` stands for what the rule's match captured. A brace is never anything else.
 * @throws InvalidIdentity
 */
export function parseTemplate(text: string): Template {
  const pieces = text.split(CAPTURE).map((piece, index) => (index % 2 === 0 ? piece : { capture: piece }));
  if (pieces.some((piece) => typeof piece === "string" && /[{}]/.test(piece))) {
    const remedy = "Write a name that the match captures in one pair of braces, as in {name}.";
    throw new InvalidIdentity("has a brace that belongs to no {name}.", remedy);
  }
  if (pieces.slice(1, -1).includes("")) {
    const remedy = "Write something between them: of ab nobody could tell where {a} ends and {b} begins.";
    throw new InvalidIdentity("has two captures side by side.", remedy);
  }
  return pieces.filter((piece) => piece !== "");
}

export function capturesOf(template: Template): readonly string[] {
  return template.flatMap((piece) => (typeof piece === "string" ? [] : [piece.capture]));
}

/**
 * The pieces with what was captured. Each stays a piece of its own, so that captured text can never become a wildcard.
 * @throws Error where a name was not captured, which loading a document rules out
 */
export function fill(template: Template, captures: Captures): readonly string[] {
  return template.map((piece) => (typeof piece === "string" ? piece : captured(piece.capture, captures)));
}

function captured(name: string, captures: Captures): string {
  const text = captures.get(name);
  if (text === undefined) throw new Error(`nothing was captured as {${name}}`);
  return text;
}
