import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../tools/index.ts";

/** One section of the ten commands in docs/getting-started.md. */
export interface Step {
  readonly heading: string;
  /** What a newcomer types; none where a person decides. */
  readonly commands: readonly string[];
  /** What it says that is printed; a line … stands for any lines. */
  readonly printed: readonly string[];
  /** What a person changes in the document that init wrote. */
  readonly edits: readonly string[];
}

/** The sections in their order, with what stands in their fences. */
export function readGuide(): readonly Step[] {
  const text = readFileSync(join(repositoryRoot(), "docs/getting-started.md"), "utf8");
  const [, ten = ""] = /\n## Ten commands\n([^]*?)\n## /.exec(text) ?? [];
  return ten
    .split("\n### ")
    .slice(1)
    .map((section) => ({
      heading: section.slice(0, section.indexOf("\n")),
      commands: fences(section, "sh").flatMap((one) => one.trimEnd().split("\n")),
      printed: fences(section, "text"),
      edits: fences(section, "diff"),
    }));
}

function fences(section: string, language: string): string[] {
  return Array.from(section.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, "g")), ([, text = ""]) => text);
}

/** The lines between two … of what is said to be printed: each such piece has to be found after the one before it. */
export function pieces(printed: string): string[] {
  return printed
    .trimEnd()
    .split(/^…$\n?/m)
    .map((piece) => piece.trimEnd())
    .filter((piece) => piece !== "");
}

/** Applies a unified diff without line numbers. @throws Error where the text does not hold what it changes, exactly once */
export function edited(text: string, diff: string): string {
  const lines = diff.trimEnd().split("\n");
  const side = (without: string) =>
    lines.filter((line) => !line.startsWith(without)).map((line) => `${line.slice(1)}\n`);
  const [before, after] = [side("+").join(""), side("-").join("")];
  if (text.split(before).length !== 2) throw new Error(`not once in the document:\n${before}\nbut:\n${text}`);
  return text.replace(before, () => after);
}
