import { printable } from "../reference/index.ts";

/** What commander writes: one message, and perhaps one line of its own in which it guesses what was meant. */
const MESSAGE = /^([\s\S]*?)(\n\(Did you mean [^\n]*\?\))?\n*$/;

/** A usage error in one line, whatever the arguments hold that it repeats (law 10). */
export function plainUsageError(text: string): string {
  const [, message = "", guess = ""] = MESSAGE.exec(text) ?? [];
  return `${printable(message)}${guess}\n`;
}
