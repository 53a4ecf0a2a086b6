const MAX_PRINTED = 300;
// Controls, line separators, and every character that changes the direction or the visibility of the text around it.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text from outside made safe to print: userinfo redacted, control and bidi characters escaped, at most 300 characters (law 10). */
export function printable(text: string): string {
  const cut = text.length > MAX_PRINTED ? `${text.slice(0, MAX_PRINTED)}…` : text;
  const redacted = cut.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/@]*:[^/@]*@(?!sha\d+:)/iu, "$1<redacted>@");
  return redacted.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
