/** Lines that BuildKit reads as directives, with either of its signs; the first that is none ends them. */
const DIRECTIVES = [/^\s*#\s*([a-z][a-z0-9]*)\s*=\s*(\S.*)$/is, /^\s*\/\/\s*([a-z][a-z0-9]*)\s*=\s*(\S.*)$/is];

/** A frontend's name, and where it begins in the text. */
export interface Frontend {
  readonly image: string;
  readonly start: number;
}

/**
 * The images that may read the Dockerfile in the builder's place: `# syntax=docker/dockerfile:1`, by BuildKit's rules. Its
 * versions differ in whether a directive that they do not know ends the others, so it does not.
 */
export function frontendsOf(text: string): readonly Frontend[] {
  const start = /^\uFEFF?(?:#![^\n]*\n)?/.exec(text)?.[0].length ?? 0;
  const lines = text.slice(start).split("\n");
  const [found] = DIRECTIVES.flatMap((directive) => directiveIn(lines, start, directive));
  return found === undefined ? [] : [found];
}

function directiveIn(lines: readonly string[], from: number, directive: RegExp): readonly Frontend[] {
  let start = from;
  for (const line of lines) {
    const [all, name = "", value = ""] = directive.exec(line) ?? [];
    if (all === undefined) break;
    const image = value.trim().replace(/\s.*$/s, "");
    if (name.toLowerCase() === "syntax") return [{ image, start: start + line.length - value.length }];
    start += line.length + 1;
  }
  return [];
}
