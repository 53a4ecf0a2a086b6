import type { Dialect, Part } from "./word.ts";

/** A template at a place of a script, and how long it is. */
export interface Found {
  readonly part: Part;
  readonly length: number;
}

const LONGEST = 600;

/** Names with dots are no commands that a shell could run; those of make and of Azure are names alone. */
const TEMPLATES: Readonly<Record<Dialect, readonly RegExp[]>> = {
  plain: [],
  github: [/^\$\{\{([\s\S]*?)\}\}/],
  azure: [/^\$\{\{([\s\S]*?)\}\}/, /^\$\[([^[\]]*)\]/, /^\$\(([A-Za-z_][\w.-]*)\)/],
  tekton: [/^\$\(((?:params|tasks|steps|results|workspaces|context|inputs|outputs)[.[][^()\s]*)\)/],
  circleci: [/^<<\s*([\w.-]+)\s*>>/],
  gitlab: [/^\$\[\[([\s\S]*?)\]\]/],
  make: [/^\$\(([\w.%@<^?*+-]+)\)/, /^\$\{([\w.%@<^?*+-]+)\}/, /^\$([@<^?*+%A-Za-z])/],
  braces: [/^\{\{([\s\S]*?)\}\}/],
};

/** What a pipeline puts in here. */
export function templateAt(text: string, at: number, dialect: Dialect): Found | undefined {
  const all = TEMPLATES[dialect];
  if (all.length === 0) return undefined;
  const here = text.slice(at, at + LONGEST);
  for (const template of all) {
    const found = template.exec(here);
    if (found !== null)
      return { part: { kind: "template", text: (found[1] ?? "").trim(), quoted: false }, length: found[0].length };
  }
  return undefined;
}
