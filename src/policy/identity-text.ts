import { asciiLower } from "./fold.ts";
import { bindGlob, checkGlob, globMatches } from "./glob.ts";
import { InvalidIdentity } from "./invalid-identity.ts";
import { shown } from "./shown.ts";
import { capturesOf, fill, parseTemplate, type Captures, type Template } from "./template.ts";

/** What a document writes for a part of an identity. */
export type RawText = string | { readonly glob: string };

/** A part of an identity: the very text, or by explicit choice a glob. */
export interface IdentityText {
  readonly kind: "exact" | "glob";
  readonly template: Template;
}

/** The same for one image. */
export interface BoundText {
  /** In words: `"refs/heads/main"`, or `the glob "refs/tags/v*"`. */
  readonly wanted: string;
  readonly matches: (text: string) => boolean;
}

/** Longer than any name of a repository, a branch or a workflow; and a longer text of a certificate matches nothing. */
const MAX_PATTERN = 1024;
const MAX_TEXT = 2048;

/**
 * Reads a part of an identity.
 * @throws InvalidIdentity
 */
export function parseIdentityText(raw: RawText): IdentityText {
  const isGlob = typeof raw !== "string";
  const text = isGlob ? raw.glob : raw;
  checkCharacters(text);
  const template = parseTemplate(text);
  if (isGlob) checkGlob(template);
  else if (text.includes("*")) {
    throw new InvalidIdentity("has a * in an exact text.", "Write { glob: … } around it where * is to be a wildcard.");
  }
  return { kind: isGlob ? "glob" : "exact", template };
}

/** Identities are compared by code unit, and what is not printable ASCII looks like something else too easily. */
function checkCharacters(text: string): void {
  if (text.length > MAX_PATTERN) {
    throw new InvalidIdentity(`has more than ${MAX_PATTERN} characters.`, "No identity is that long.");
  }
  if (!/^[ -~]*$/.test(text)) {
    throw new InvalidIdentity("holds a character that is not printable ASCII.", "Write what the certificate holds.");
  }
  if (text.trim() !== text) throw new InvalidIdentity("begins or ends with a blank.", "Remove the blank.");
}

export function capturesIn({ template }: IdentityText): readonly string[] {
  return capturesOf(template);
}

/** The text as it was written. */
export function written({ template }: IdentityText): string {
  return template.map((piece) => (typeof piece === "string" ? piece : `{${piece.capture}}`)).join("");
}

/**
 * @param fold whether ASCII letters are compared without their case
 */
export function bindText({ kind, template }: IdentityText, captures: Captures, fold = false): BoundText {
  const plain = fill(template, captures).join("");
  if (kind === "exact") {
    const expected = folded(plain, fold);
    return { wanted: shown(plain), matches: (text) => isPlain(text) && folded(text, fold) === expected };
  }
  const pieces = template.map((piece) => (typeof piece === "string" ? folded(piece, fold) : piece));
  const known = new Map(Array.from(captures, ([name, text]) => [name, folded(text, fold)]));
  const glob = bindGlob(pieces, known);
  return {
    wanted: `the glob ${shown(plain)}`,
    matches: (text) => isPlain(text) && !text.includes(" ") && globMatches(glob, folded(text, fold)),
  };
}

/** A wildcard must not swallow a line break, a bidirectional mark or a look-alike. */
function isPlain(text: string): boolean {
  return text.length <= MAX_TEXT && /^[ -~]+$/.test(text);
}

function folded(text: string, fold: boolean): string {
  return fold ? asciiLower(text) : text;
}
