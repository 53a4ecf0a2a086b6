import { isDeepStrictEqual } from "node:util";
import type { FileUse, ImageUse, RecognisedFile } from "../../discover/index.ts";
import type { Pinned } from "../pin.ts";
import { changeFor, type Change, type Refusal } from "./change.ts";
import { conflicting } from "./conflicts.ts";
import { saysWhatWasMeant } from "./proof.ts";
import { spliced } from "./spliced.ts";

/** What should stand in the place of a use that was found in a file before. */
export interface Wanted extends Pinned {
  /** Which of the file's uses it is, in the order in which they are found. */
  readonly index: number;
  readonly use: ImageUse;
}

/** Finds the uses in a text of the file, as they were found before. */
export type ReadFile = (text: string) => RecognisedFile | undefined;

/** A file's text with pinned references in it. */
export interface FixedText {
  readonly text: string;
  /** Of each use that is pinned now. */
  readonly changes: readonly Change[];
  readonly refused: readonly Refusal[];
}

/**
 * The file's text with the wanted references in place of those that stand there; every other character is as it was. Read again, it
 * must say what was meant, or it stays as it is: never a half-done rewrite. Knows no format: their readers tell where references stand.
 */
export function fixedText(text: string, read: ReadFile, wanted: readonly Wanted[]): FixedText {
  const found = read(text);
  const uses = found?.uses ?? [];
  const looks = wanted.map((want) => {
    const { index, use } = want;
    const here = uses[index];
    if (here === undefined || !isDeepStrictEqual(here.use, use)) return { index, why: CHANGED };
    if (found?.isGenerated === true) return { index, why: GENERATED };
    return changeFor(here, index, want);
  });
  const changes = looks.filter((one): one is Change => "splices" in one);
  const quarrels = conflicting(uses, changes);
  const lost = new Set(quarrels.map(({ index }) => index));
  const made = changes.filter(({ index }) => !lost.has(index));
  const refused = [...looks.filter((one): one is Refusal => "why" in one), ...quarrels];
  return proven(text, read, uses, made, refused);
}

const CHANGED = "the file was changed meanwhile: run it again";
const GENERATED = "a program makes this file: change what it is made from";
const NOT_MEANT = "read again, the file would say something else than was meant: write the digest by hand";

function proven(
  text: string,
  read: ReadFile,
  uses: readonly FileUse[],
  changes: readonly Change[],
  refused: readonly Refusal[],
): FixedText {
  const after = spliced(
    text,
    changes.flatMap((change) => change.splices),
  );
  const again = changes.length === 0 ? uses : (read(after.text)?.uses ?? []);
  const followed = changes.length === 0 ? [] : refused.flatMap((one) => following(one, again));
  const made = [...changes, ...followed];
  const done = new Set(followed.map(({ index }) => index));
  if (saysWhatWasMeant(uses, again, made, after))
    return { text: after.text, changes: made, refused: told(refused.filter(({ index }) => !done.has(index))) };
  const all = [...told(refused), ...changes.map(({ index }) => ({ index, why: NOT_MEANT }))];
  return { text, changes: [], refused: all };
}

/** A use that refers to a text that was changed for another one, and says what it was meant to say. */
function following({ index, follows }: Refusal, again: readonly FileUse[]): readonly Change[] {
  const use = again[index]?.use;
  return follows !== undefined && use?.kind === "image" && use.image === follows.pinned
    ? [{ ...follows, index, splices: [] }]
    : [];
}

function told(refused: readonly Refusal[]): readonly Refusal[] {
  return refused.map(({ index, why }) => ({ index, why }));
}
