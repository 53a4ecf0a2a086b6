import type { ReferenceReason, Refuse } from "./errors.ts";
import { codePoint, MAX_REFERENCE } from "./printable.ts";

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** Every character that some part of a reference may hold; "[" and "]" enclose an IPv6 address, "+" joins algorithms. */
const FORBIDDEN = /[^A-Za-z0-9._\-/:@[\]+]/u;

interface CharacterClass {
  readonly reason: ReferenceReason;
  readonly pattern: RegExp;
  readonly problem: string;
}

/** In order: the first class that holds the character names the reason. */
const CLASSES: readonly CharacterClass[] = [
  { reason: "placeholder", pattern: /[<>{}$]/, problem: "a placeholder that nothing has filled in; write the value" },
  { reason: "whitespace", pattern: /[\s\p{Z}]/u, problem: "white space; remove it" },
  {
    reason: "control-character",
    pattern: /[\p{C}\p{Default_Ignorable_Code_Point}]/u,
    problem: "an invisible character; type the reference anew",
  },
  {
    reason: "not-ascii",
    pattern: /[^\0-\x7F]/u,
    problem: "not ASCII, perhaps a look-alike; write ASCII (xn-- form for a host)",
  },
  {
    reason: "percent-encoding",
    pattern: /%/,
    problem: "percent-encoding or a zone identifier; write the name plainly",
  },
  { reason: "backslash", pattern: /\\/, problem: "a backslash; separate components by a forward slash" },
  { reason: "query-or-fragment", pattern: /[?#]/, problem: "a part of a URL; remove it and what follows" },
];

/** Refuses what cannot be in any reference, before a part of it is read. */
export function checkText(text: string, refuse: Refuse<ReferenceReason>): void {
  if (text === "") refuse("empty", "it is empty; write registry/repository:tag");
  if (text.length > MAX_REFERENCE) {
    refuse("too-long", `it has ${text.length} characters, more than the ${MAX_REFERENCE} that any reference needs`);
  }
  if (SCHEME.test(text)) refuse("scheme", "a reference has no scheme; remove everything up to and including ://");
  // No digest holds a slash: an at sign before a slash is what URLs use for user:password.
  if (hasUserinfo(text)) {
    refuse("userinfo", "a reference holds no user name or password; remove it, and change the password if it was real");
  }
  checkCharacters(text, refuse);
}

function hasUserinfo(text: string): boolean {
  const sign = text.indexOf("@");
  return sign !== -1 && text.includes("/", sign);
}

function checkCharacters(text: string, refuse: Refuse<ReferenceReason>): void {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden === null) return;
  const where = `character ${forbidden.index + 1} (${codePoint(forbidden[0])}) is`;
  const found = CLASSES.find(({ pattern }) => pattern.test(forbidden[0]));
  refuse(found?.reason ?? "forbidden-character", `${where} ${found?.problem ?? "not allowed in a reference"}`);
}
