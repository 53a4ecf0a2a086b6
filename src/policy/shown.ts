import { withoutCommands } from "../reference/index.ts";

const MAX_SHOWN = 200;

/**
 * An identity's text in quotes: everything but printable ASCII is escaped, because look-alikes and bidirectional marks are how
 * one identity is dressed up as another; a quote or a backslash of its own, because it would seem to end the text. The reference
 * room's `printable` would take a workflow's `@refs/…` for a password.
 */
export function shown(text: string): string {
  const head = text.slice(0, MAX_SHOWN);
  const escaped = Array.from(head, (character) => (/[ !#-[\]-~]/.test(character) ? character : escape(character))).join(
    "",
  );
  return `"${withoutCommands(escaped)}${text.length > MAX_SHOWN ? "…" : ""}"`;
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
