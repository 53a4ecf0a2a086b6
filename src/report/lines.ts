import { visible } from "../reference/index.ts";

/**
 * A text of several lines, made visible line by line; none of them is a command of a build service, which obeys a line that begins
 * with two colons, wherever it is printed.
 */
export function lines(text: string): string {
  return text.split("\n").map(line).join("\n");
}

function line(text: string): string {
  return visible(text).replace(/^(\s*):(?=:)/, "$1\\u{3a}");
}
