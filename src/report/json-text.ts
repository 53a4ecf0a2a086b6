/** What a terminal or a log viewer acts upon instead of showing it, as in `printable`; line feeds are the layout's. */
const UNPRINTABLE = /(?!\n)[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;

/**
 * A value as JSON that may be printed: the very same value to a parser, and to a terminal or a build service nothing that they would
 * obey (law 10). No line of it begins with a command, since all begin with a quote, a bracket or a blank.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(UNPRINTABLE, escaped).replace(/#(?=#)/g, "\\u0023")}\n`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => unit(character.charCodeAt(index))).join("");
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
