import type { SourceFile } from "./source-file.ts";

/** An escape that may stand for a letter, and one that lets a line go on in the next: parts of a name can be written so. */
const ESCAPED = /\\(?:x[4-7]|u00[4-7]|U000000[4-7]|\r|\n)/;
/** What YAML decodes, its tag written as a tag may be. */
const BINARY = /binary|!\S*%/;

/**
 * Whether a YAML or JSON text may have all of these names in it, which are made of letters. A cheap look before it is parsed, and
 * never wrong where it says no: what an escape or a binary scalar spells cannot be seen.
 */
export function mayHold(text: string, ...names: readonly string[]): boolean {
  return names.every((name) => text.includes(name)) || isEscaped(text);
}

/**
 * Whether a JSON file is an object of Kubernetes, which may have any other members beside: whoever deploys it passes over them,
 * so that they make nothing else of it.
 */
export function isKubernetesObject({ members }: Pick<SourceFile, "members">): boolean {
  return members.has("apiVersion") && members.has("kind");
}

/**
 * Whether a JSON file may be what somebody deploys, seen from its outermost members: whoever does passes over those by which the
 * output of a tool is known.
 */
export function isDeployedItself(file: Pick<SourceFile, "members">): boolean {
  return isKubernetesObject(file) || [...file.members].some((name) => /^(?:job|taskgroups)$/i.test(name));
}

/** Whether it is a JSON object that certainly has none of these members: told without building what it holds. */
export function lacks(file: SourceFile, ...names: readonly string[]): boolean {
  const { members } = file;
  return members.size > 0 && !names.some((name) => members.has(name)) && file.isJson;
}

/** Whether a name in it may be spelt otherwise than by its letters. */
export function isEscaped(text: string): boolean {
  return ESCAPED.test(text) || BINARY.test(text);
}

/** Whether it is one of Go's templates, such as a chart's, or of Jinja's, which only its renderer makes into what it is for. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%/.test(text);
}
