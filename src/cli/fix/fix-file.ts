import { SourceFile } from "../../discover/index.ts";
import { type FixedText, fixedText, type Wanted } from "../../remedy/index.ts";
import type { FileAt } from "../check/files.ts";
import { type Beside, readerOf } from "../check/read-all.ts";
import { type ExactText, readExactText } from "../check/read-text.ts";
import { isThrough, type Left } from "./left.ts";
import { isKept, type Intent } from "./wanted.ts";
import { writeOver } from "./write-file.ts";

/** What became of a file. */
export interface Fixed {
  readonly intents: readonly Intent[];
  /** The text as it was read, and with what was or would be written; absent where nothing was to be written. */
  readonly before?: SourceFile;
  readonly after?: FixedText;
  readonly left: readonly Left[];
}

/** @param writes whether the file is written; else it is only found out what would be */
export function fixFile(file: FileAt, intents: readonly Intent[], around: Beside, writes: boolean): Fixed {
  const wanted = intents.flatMap(({ verdict: { use }, offered }, index) =>
    offered === undefined ? [] : [{ ...offered, use, index }],
  );
  if (wanted.length === 0) return { intents, left: leftOf(intents, new Set(), []) };
  const read = exactTextOf(file);
  if ("why" in read) return unwritten(intents, wanted, read.why);
  const before = new SourceFile(file.shown, read.text);
  const after = fixedText(read.text, readerOf(file, around), wanted);
  const { changes, refused, text } = after;
  if (writes && "path" in file && changes.length > 0) {
    const why = writeOver(file, read.bytes, Buffer.from(text));
    if (why !== undefined) return unwritten(intents, wanted, why);
  }
  const pinned = new Set(changes.map(({ index }) => index));
  return { intents, before, after, left: leftOf(intents, pinned, refused) };
}

function exactTextOf(file: FileAt): ExactText {
  if ("path" in file) return readExactText(file.path);
  return "text" in file ? { text: file.text, bytes: Buffer.from(file.text) } : { why: file.skipped };
}

function unwritten(intents: readonly Intent[], wanted: readonly Wanted[], why: string): Fixed {
  const refused = wanted.map(({ index }) => ({ index, why: `the file ${why}` }));
  return { intents, left: leftOf(intents, new Set(), refused) };
}

function leftOf(
  intents: readonly Intent[],
  pinned: ReadonlySet<number>,
  refused: FixedText["refused"],
): readonly Left[] {
  const whyOf = new Map(refused.map(({ index, why }) => [index, why]));
  return intents.flatMap((intent, index) => {
    const why = whyOf.get(index);
    if (pinned.has(index) || (why === undefined && isThrough(intent.verdict) && !isKept(intent))) return [];
    return [{ intent, ...(why !== undefined && { why }) }];
  });
}
