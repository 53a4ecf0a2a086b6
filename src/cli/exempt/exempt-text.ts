import { writtenYaml, type NewExemption } from "../../policy/index.ts";
import { printable } from "../../reference/index.ts";
import type { Entry } from "./entries.ts";

/** How many images a comment names. */
const NAMED = 5;

export interface Occasion {
  /** The document's name. */
  readonly source: string;
  /** How many images were judged. */
  readonly images: number;
  readonly now: Date;
  /** Whether the document has exemptions: their key twice in one file would be an error. */
  readonly hasExemptions: boolean;
}

/** The entries as they are pasted into a document, with what was found as comments. */
export function exemptText(entries: readonly Entry[], fresh: NewExemption, occasion: Occasion): string {
  const { source, images, now, hasExemptions } = occasion;
  const judged = `${images} ${images === 1 ? "image" : "images"} judged by ${printable(source)} on ${now.toISOString().slice(0, 10)}`;
  if (entries.length === 0) return `# ${judged}: nothing is rejected that an exemption could lift.\n`;
  const where = hasExemptions ? "; below the entries of a file that has that key, without it" : "";
  const lines = [
    `# ${judged}. Put these entries under exemptions: of the document${where}.`,
    "# Each ends by itself. An entry for a digest is about that image alone: where a tag moves, what it points at then is rejected.",
    "exemptions:",
    ...entries.flatMap((entry) => entryLines(entry, fresh).map((line) => `  ${line}`)),
  ];
  return `${lines.join("\n")}\n`;
}

function entryLines({ image, rule, found }: Entry, { because, owner, until }: NewExemption): readonly string[] {
  const all = [...found].map(([name, reason]) => `# ${printable(name)}: ${reason}`);
  const more = all.length > NAMED ? [`# and ${all.length - NAMED} more`] : [];
  return [...all.slice(0, NAMED), ...more, ...writtenYaml([{ image, rule, because, owner, until }])];
}
