import type { FileUse, RecognisedFile, Splice } from "../../../src/discover/index.ts";
import { digestOf, pinReference, type Digest } from "../../../src/reference/index.ts";
import { fixedText, type FixedText, type Wanted } from "../../../src/remedy/index.ts";

export const digest = digestOf(Buffer.from("image"));
export const otherDigest = digestOf(Buffer.from("other"));

/**
 * A format for tests, one thing a line: `image REFERENCE`; `same N`, which is the image of line N once more; `refers N`,
 * the same, and nobody knows where it stands; `parts NAME TAG [DIGEST]`,
 * whose digest is written behind them; `odd REFERENCE`, which stands there otherwise than it is read; `secret REFERENCE`.
 */
export function readLines(text: string): RecognisedFile {
  const lines = text.split("\n");
  const starts = lines.map((_, index) => lines.slice(0, index).join("\n").length + (index === 0 ? 0 : 1));
  const uses = lines.flatMap((line, index) => useIn(line, index, { lines, starts }));
  return { format: "lines", uses, notes: [] };
}

function useIn(line: string, index: number, all: { lines: readonly string[]; starts: readonly number[] }): FileUse[] {
  const [word = "", first = "", tag = "", own] = line.split(" ");
  const start = all.starts[index] ?? 0;
  const use = (image: string, more: object = {}): FileUse["use"] => ({
    ...{ kind: "image", image, role: "run", pinForm: "name:tag@digest" },
    place: { file: "f", line: index + 1, column: 7, resource: "lines", path: `[${index}]` },
    ...more,
  });
  const at = (from: number, length: number) => ({ start: from, end: from + length });
  switch (word) {
    case "image":
      return [{ use: use(first), source: at(start + 6, first.length) }];
    case "secret":
      return [{ use: use(first, { secret: true }), source: at(start + 7, first.length) }];
    case "odd":
      return [{ use: use(first.replaceAll("_", "/")) }];
    case "same": {
      const other = all.lines[Number(first)]?.split(" ")[1] ?? "";
      const source = at((all.starts[Number(first)] ?? 0) + 6, other.length);
      return [{ use: use(other, tag === "" ? {} : { pinForm: tag }), source }];
    }
    case "refers":
      return [{ use: use(all.lines[Number(first)]?.split(" ")[1] ?? "") }];
    case "parts":
      return [{ use: use(`${first}:${tag}${own === undefined ? "" : `@${own}`}`), splices: partSplices(line, start) }];
    default:
      return [];
  }
}

function partSplices(line: string, start: number): (digest: Digest) => readonly Splice[] | undefined {
  const [, name = "", tag = "", own] = line.split(" ");
  const end = start + line.length;
  const from = own === undefined ? end : start + `parts ${name} ${tag}`.length;
  return (wanted) => (tag === "never" ? undefined : [{ span: { start: from, end }, text: ` ${wanted}` }]);
}

/** Pins these uses of the text, or all. */
export function fixed(
  text: string,
  which: (index: number) => boolean = () => true,
  read: typeof readLines = readLines,
  wanted: Digest = digest,
): FixedText {
  const wants = read(text).uses.flatMap(({ use }, index): Wanted[] =>
    use.kind === "image" && which(index)
      ? [{ index, use, image: use.image, pinned: pinReference(use.image, wanted, use.pinForm) }]
      : [],
  );
  return fixedText(text, read, wants);
}
