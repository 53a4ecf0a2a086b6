import { visible } from "../reference/index.ts";

/**
 * A text of several lines, made visible line by line; none of them is a command of a build service, which obeys a line that begins
 * with two colons, wherever it is printed.
 */
export function lines(text: string): string {
  return withoutLineCommands(
    text
      .split("\n")
      .map((line) => visible(line))
      .join("\n"),
  );
}

/** Of a text whose parts are printable: none of its lines is a command, wherever its lines were broken. */
export function withoutLineCommands(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:)/gm, "$1\\u{3a}");
}
