import { visible } from "../../reference/index.ts";

/** What is longer is no name that anybody reads in a table. */
const LONGEST = 500;

/**
 * What GitHub's Markdown acts upon inside a line; and mentions, references to issues, emoji and schemes, which no entity stops, since
 * they are looked for in what was made of it.
 */
const ACTIVE = /(?<markup>[\\`*_[\]<>&|~$]|(?<=\bwww)\.)|[@#]|:(?=\S)|(?<=\bGH)-(?=\d)/gi;

/** A part of a line as prose that means itself: no mark-up, link, mention or image comes of it. Not for the beginning of a line. */
export function prose(text: string): string {
  return visible(text, LONGEST).replace(ACTIVE, (one, markup: string | undefined) =>
    markup === undefined ? `${one}&#8203;` : `&#${one.charCodeAt(0)};`,
  );
}

/** A name in a code span, in which GitHub makes nothing of anything. What would end the span, or a cell, is made visible. */
export function code(text: string): string {
  const shown = visible(text, LONGEST).replace(/[`|]/g, (one) => `\\u{${one.charCodeAt(0).toString(16)}}`);
  return shown.trim() === "" ? "` `" : `\`${shown}\``;
}
