import { InvalidIdentity } from "./invalid-identity.ts";
import { fill, type Captures, type Template } from "./template.ts";

/** A text in which `*` stands for one or more characters but no slash, and a last component `**` for one or more of any. */
export interface Glob {
  /** The components between slashes, each as the literals around its wildcards: `v*.x` is `v` and `.x`. */
  readonly components: readonly (readonly string[])[];
  readonly crosses: boolean;
}

/** Of these a regular expression is made; in a glob they would stand for themselves, and whoever wrote them meant more. */
const REGULAR_EXPRESSION = /[\\^$|()[\]?]/;

/**
 * Refuses what is no glob or says nothing.
 * @throws InvalidIdentity
 */
export function checkGlob(template: Template): void {
  const text = template.map((piece) => (typeof piece === "string" ? piece : "{}")).join("");
  if (REGULAR_EXPRESSION.test(text)) {
    const remedy = "Write the text with * where any characters but a slash may stand; a glob is always anchored.";
    throw new InvalidIdentity("holds a character of regular expressions, which are not read.", remedy);
  }
  if (!text.includes("*")) {
    throw new InvalidIdentity("has no wildcard.", "Write the text itself instead of { glob: … }, or put a * into it.");
  }
  if (text.replace(/\/\*\*$/, "/").includes("**")) {
    throw new InvalidIdentity("has ** elsewhere than as its last component.", "Write *, or end the glob in /**.");
  }
  if (!/[A-Za-z0-9]/.test(text)) {
    throw new InvalidIdentity("is nothing but wildcards and so trusts everybody.", "Write what must be there.");
  }
}

/** The glob with what was captured: wildcards come from the template's own text alone. */
export function bindGlob(template: Template, captures: Captures): Glob {
  const components: string[][] = [[""]];
  const filled = fill(template, captures);
  for (const [index, text] of filled.entries()) {
    const isLiteral = typeof template[index] !== "string";
    for (const token of isLiteral ? text.split(/(\/)/) : text.split(/(\*|\/)/)) append(components, token, isLiteral);
  }
  // `**` was read as two wildcards around nothing.
  const last = components.at(-1) ?? [];
  const crosses = last.length === 3 && last.every((literal) => literal === "");
  return { components: crosses ? components.slice(0, -1) : components, crosses };
}

function append(components: string[][], token: string, isLiteral: boolean): void {
  const literals = components.at(-1) ?? [];
  if (token === "/") components.push([""]);
  else if (token === "*" && !isLiteral) literals.push("");
  else literals.push(`${literals.pop() ?? ""}${token}`);
}

/** Whether the whole of a text is meant. Each literal is looked for once, from left to right, without going back. */
export function globMatches({ components, crosses }: Glob, text: string): boolean {
  const found = text.split("/");
  const rest = found.slice(components.length).join("/");
  if (crosses ? rest === "" : found.length !== components.length) return false;
  return components.every((literals, index) => componentMatches(literals, found[index]));
}

function componentMatches([first = "", ...others]: readonly string[], text: string | undefined): boolean {
  if (text === undefined) return false;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let end = first.length;
  for (const literal of others) {
    const at = text.indexOf(literal, end + 1);
    if (at === -1) return false;
    end = at + literal.length;
  }
  return text.length - last.length > end;
}
