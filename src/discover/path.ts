import { shownLater } from "./partial.ts";

/** A path inside a resource, from its last step up; `undefined` is the resource's inputs as a whole. */
export interface Path {
  readonly parent: Path | undefined;
  /** A property's name, or an index into a list. */
  readonly key: string | number;
}

/** The longest legal Kubernetes label key is 317 characters; a longer name is somebody filling the terminal. */
const LONGEST_NAME = 320;
const BARE_NAME = /^[A-Za-z_$][\w$-]*$/;
/**
 * Control, format (bidirectional, zero-width), surrogate, private and unassigned characters; line and paragraph separators;
 * the beginning of what build services obey anywhere in a line (`##vso[`).
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}"\\]|#(?=#)/gu;

/**
 * Prints a path as users read it: `spec.containers[0].image`, names with other characters quoted (`data["a.b"]`).
 * Names are the user's data: whatever a terminal could act on is escaped, and a name is cut at 320 characters (law 10).
 */
export function formatPath(path: Path | undefined): string {
  if (path === undefined) return "(all inputs)";
  return stepsOf(path).map(formatStep).join("").replace(/^\./, "");
}

/** The names and indexes of a path from the resource's inputs down, as they are. */
export function stepsOf(path: Path | undefined): (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.parent) steps.push(at.key);
  return steps.reverse();
}

function formatStep(key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  const shown = shownLater(key);
  const name = shown.length > LONGEST_NAME ? `${shown.slice(0, LONGEST_NAME)}…` : shown;
  return BARE_NAME.test(name) ? `.${name}` : `["${name.replace(UNPRINTABLE, escapeCharacter)}"]`;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
