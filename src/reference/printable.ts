const MAX_PRINTED = 300;

/** The longest reference the grammar allows has 780 characters; nothing longer is looked at. */
export const MAX_REFERENCE = 1024;

/** Long enough to recognise the part of a reference that is wrong, short enough to keep a message one line. */
const MAX_PRINTED_PART = 80;

/**
 * What a terminal or a log viewer acts upon instead of showing: controls, bidirectional and zero-width characters, lone
 * surrogates, unassigned and ignorable code points, and every blank but the space (CVE-2021-42574, "Trojan Source").
 */
const UNPRINTABLE = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

const AT_SIGN = /[@\uFF20\uFE6B]/gu;
const DIGEST_TAIL = /@(?:sha1|sha224|sha256|sha384|sha512|blake3|md5):[^@/]*$/iu;
const QUERY_VALUES = /\?[^?\s]*=\S*/gu;

/** A user-supplied string made safe to print: userinfo redacted, control/bidi characters escaped, at most 300 characters. */
export function printable(text: string): string {
  return escaped(redacted(text), MAX_PRINTED);
}

/** As above, but a reference is whole: for machines, which look for the image by its name. */
export function printableReference(text: string): string {
  return escaped(redacted(text), MAX_REFERENCE + 1);
}

/**
 * A text with what is not shown, or acted upon, escaped, and nothing else changed: for names of files and for messages, in which an
 * at sign is no user's. For an image reference, `printable`.
 */
export function visible(text: string, limit = Infinity): string {
  return escaped(text, limit);
}

/** A text, or a part of one, in quotes inside a message. */
export function quote(text: string): string {
  return `"${printable(text)}"`;
}

export function quotePart(part: string): string {
  return `"${escaped(redacted(part), MAX_PRINTED_PART)}"`;
}

/**
 * What build services obey wherever it stands in a line of a log: `##vso[…]` (Azure Pipelines), `##[…]` (GitHub Actions),
 * `##teamcity[…]`. For text that is printable by its own grammar; `printable` does it, too.
 */
export function withoutCommands(text: string): string {
  return text.replace(/#(?=#)/g, "\\u{23}");
}

/** A character by its code point, because look-alikes cannot be told apart by eye. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function redacted(text: string): string {
  return redactUserinfo(text).replace(QUERY_VALUES, "?***");
}

/**
 * Hides everything that may be `user:password`. What is hidden reaches from the authority's first character to the last
 * at sign, because a careless password may itself hold "/", "@" or a blank (RFC 3986, section 3.2.1).
 */
function redactUserinfo(text: string): string {
  const digest = DIGEST_TAIL.exec(text)?.[0] ?? "";
  const head = text.slice(0, text.length - digest.length);
  const signs = Array.from(head.matchAll(AT_SIGN), (sign) => sign.index);
  const first = signs[0];
  const last = signs.at(-1);
  if (first === undefined || last === undefined) return text;

  const scheme = head.indexOf("://");
  const start = scheme !== -1 && scheme < first ? scheme + "://".length : 0;
  const isUserinfo = start > 0 || head.includes("/", first) || head.slice(0, last).includes(":");
  return isUserinfo ? `${head.slice(0, start)}***${head.slice(last)}${digest}` : text;
}

function escaped(text: string, limit: number): string {
  let shown = "";
  for (const character of withoutCommands(text)) {
    const piece = UNPRINTABLE.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;
    if (shown.length + piece.length > limit - 1) return `${shown}…`;
    shown += piece;
  }
  return shown;
}
