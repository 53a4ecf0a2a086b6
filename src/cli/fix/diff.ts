import { styleText } from "node:util";
import type { SourceFile, Splice } from "../../discover/index.ts";
import type { Verdict } from "../../gate/index.ts";
import { printableReference } from "../../reference/index.ts";
import type { Offered } from "../../remedy/index.ts";
import { vouching } from "../../report/index.ts";
import { where } from "./left.ts";

/** One use's reference with what takes its place. */
export interface Shown {
  readonly splices: readonly Splice[];
  readonly verdict: Verdict;
  readonly offered: Offered;
}

/**
 * What changes in a file, as `file:line:column` and the two texts. Only the reference itself: whatever else stands in its line may be a
 * secret (law 10). What several uses share is shown once.
 */
export function diffOf(file: SourceFile, changes: readonly Shown[], colour: boolean): readonly string[] {
  const seen = new Set<string>();
  return changes.flatMap(({ splices, verdict, offered }) => {
    const own = splices.filter((splice) => {
      const key = JSON.stringify(splice);
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    });
    const [first] = own;
    if (first === undefined) return [];
    const { line, column } = file.lines.at(first.span.start);
    const pieces = own.flatMap((splice) => pieceLines(file.text, splice, colour));
    // A digest by itself does not say whose it is.
    const whose = own.some(({ text }) => text === offered.pinned) ? "" : `  ${printableReference(offered.image)}`;
    const head = `${where({ file: file.path, line, column })}${whose}`;
    return [[head, ...pieces, `  (${vouching(verdict, offered.suggestion)})`].join("\n")];
  });
}

function pieceLines(text: string, { span, text: piece }: Splice, colour: boolean): readonly string[] {
  const old = text.slice(span.start, span.end);
  return [...signed("-", old, "red", colour), ...signed("+", piece, "green", colour)];
}

function signed(sign: "-" | "+", text: string, format: "red" | "green", colour: boolean): readonly string[] {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const shown = `${sign} ${printableReference(line)}`;
    return colour ? styleText(format, shown, { validateStream: false }) : shown;
  });
}
