/** Lines that BuildKit reads as directives, with either of its signs; the first that is none ends them. */
const DIRECTIVES = [/^\s*#\s*([a-z][a-z0-9]*)\s*=\s*(\S.*)$/is, /^\s*\/\/\s*([a-z][a-z0-9]*)\s*=\s*(\S.*)$/is];

/**
 * The images that may read the Dockerfile in the builder's place: `# syntax=docker/dockerfile:1`, by BuildKit's rules. Its
 * versions differ in whether a directive that they do not know ends the others, so it does not.
 */
export function frontendsOf(text: string): readonly string[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/^#![^\n]*\n/, "")
    .split("\n");
  const [found] = DIRECTIVES.flatMap((directive) => directiveIn(lines, directive));
  return found === undefined ? [] : [found];
}

function directiveIn(lines: readonly string[], directive: RegExp): readonly string[] {
  for (const line of lines) {
    const [, name = "", value = ""] = directive.exec(line) ?? [];
    if (name === "") break;
    if (name.toLowerCase() === "syntax") return [value.trim().replace(/\s.*$/s, "")];
  }
  return [];
}
