import type { ImageUse, LocatedUse } from "../image-use.ts";
import type { Digest } from "../../reference/index.ts";
import type { Span } from "../slot.ts";
import { jsonSpans } from "./json-spans.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

/** A piece of a file's text and what should stand in its place, quotes and escapes of the format included. An empty span inserts. */
export interface Splice {
  readonly span: Span;
  readonly text: string;
}

/** An image use in a file. */
export interface FileUse {
  /** Its place tells the file, the line and the column. */
  readonly use: ImageUse;
  /** The reference's own text in the file, where it stands there as it is, and once. */
  readonly source?: Span;
  /**
   * For a reference that does not stand there as it is, such as one of the properties `repository`, `tag` and `digest`: what to change
   * so that it names this digest, by `digestbound fix`. Used only where `source` is absent; offsets are those of the file's text.
   *
   * - Undefined where it cannot be written: then the user is told to do it.
   * - The spans may overlap neither each other nor another use's; they hold parts of the reference and nothing else, because they are
   *   printed (law 10), and only their bytes change.
   * - Read again, the new text must hold the same uses in the same order, with the same place but for line and column; this one as an
   *   image of the same repository with this digest, its tag as it was, or gone where `use.pinForm` is `name@digest` or what renders
   *   it drops the tag beside a digest. Otherwise the file is not written.
   * - It is pure, and asked with any digest, also where the reference has one already (`--update`).
   */
  readonly splices?: (digest: Digest) => readonly Splice[] | undefined;
}

/** Puts the uses of a document into the file that it stands in. One that cannot be found itself stands where the nearest value around it does. */
export function placeInFile(
  file: SourceFile,
  document: Pick<SourceDocument, "spans">,
  located: readonly LocatedUse[],
): FileUse[] {
  const exact = document.spans(located.map(({ spot }) => spot.steps));
  const lost = located.filter((_, index) => exact[index] === undefined);
  const around = spansAround(document, lost);
  return located.map((one, index) => {
    const span = exact[index];
    return span === undefined ? placed(file, one.use, around.get(one)) : inScalar(file, one, span);
  });
}

/** Puts a use where it was found, in a text that is no document. */
export function placeAt(file: SourceFile, use: ImageUse, span: Span | undefined): FileUse {
  const isHere =
    use.kind === "image" &&
    use.secret !== true &&
    span !== undefined &&
    file.text.slice(span.start, span.end) === use.image;
  return isHere ? { ...placed(file, use, span), source: span } : placed(file, use, span);
}

/** Where a text stands in a part of a file as a whole, and once. */
export const whereOnce = (text: string, within: Span, image: string): Span | undefined => once(text, within, image);

/** The same in what a tool has written, in which nobody writes another reference. */
export function placeInOutput(...all: Parameters<typeof placeInFile>): FileUse[] {
  return placeInFile(...all).map(({ use }) => ({ use }));
}

/** Where values stand in a text that was read as JSON by whatever reader. */
export function jsonDocument(text: string): Pick<SourceDocument, "spans"> {
  // The mark is white space to nobody but us.
  const json = text.replace(/^\uFEFF/, " ");
  return { spans: (paths) => (paths.length === 0 ? [] : jsonSpans(json, paths)) };
}

/** One look for all of them: a plan of many megabytes may leave many values out. */
function spansAround(
  document: Pick<SourceDocument, "spans">,
  lost: readonly LocatedUse[],
): ReadonlyMap<LocatedUse, Span | undefined> {
  const above = lost.map(({ spot: { steps } }) => steps.map((_, index) => steps.slice(0, steps.length - 1 - index)));
  const spans = document.spans(above.flat());
  let from = 0;
  return new Map(
    lost.map((one, index) => {
      const own = spans.slice(from, (from += above[index]?.length ?? 0));
      return [one, own.find((span) => span !== undefined)];
    }),
  );
}

function inScalar(file: SourceFile, { use, spot }: LocatedUse, span: Span): FileUse {
  if (use.kind !== "image" || use.secret === true) return placed(file, use, span);
  const source = spot.inText ? once(file.text, span, use.image) : written(file.text, span, use.image);
  return source === undefined ? placed(file, use, span) : { ...placed(file, use, source), source };
}

/** A name, a scheme, or a variable of which the reference is the default: `base=docker-image://`, `${BASE:-`. */
const BEFORE = /^(?:[\w.-]+=)?(?:[a-z][a-z0-9+.-]*:\/\/)?(\$\{\w+:?-)?$/i;

/** A scalar is the reference itself, plain or in quotes, or little more; a block or an object holds it somewhere. */
function written(text: string, { start, end }: Span, image: string): Span | undefined {
  const raw = text.slice(start, end);
  if (/^[|>{[]|\n/.test(raw)) return once(text, { start, end }, image);
  const quote = Number(/^(["']).*\1$/s.test(raw));
  const inner = raw.slice(quote, raw.length - quote);
  const at = inner.lastIndexOf(image);
  const before = BEFORE.exec(inner.slice(0, Math.max(at, 0)));
  const after = before?.[1] === undefined ? "" : "}";
  if (at < 0 || before === null || inner.slice(at + image.length) !== after) return undefined;
  return { start: start + quote + at, end: start + quote + at + image.length };
}

const PART_OF_A_REFERENCE = /[\w.:/@+-]/;

/** A text holds the reference among others. Where it stands there twice, which of them is meant nobody knows. */
function once(text: string, { start, end }: Span, image: string): Span | undefined {
  if (image === "") return undefined;
  const found: Span[] = [];
  for (let at = text.indexOf(image, start); at >= 0 && at + image.length <= end; at = text.indexOf(image, at + 1)) {
    const [before, after] = [text.slice(Math.max(at - 3, 0), at), text.charAt(at + image.length)];
    const isBegun = before !== "://" && PART_OF_A_REFERENCE.test(before.slice(-1));
    const isWhole = !isBegun && !PART_OF_A_REFERENCE.test(after);
    if (isWhole) found.push({ start: at, end: at + image.length });
    if (found.length > 1) return undefined;
  }
  return found[0];
}

function placed(file: SourceFile, use: ImageUse, span: Span | undefined): FileUse {
  const start = span === undefined ? undefined : file.lines.at(span.start);
  const isHere =
    use.kind === "image" &&
    use.secret !== true &&
    span !== undefined &&
    file.text.slice(span.start, span.end) === use.image;
  const place = {
    file: file.path,
    ...start,
    ...(start !== undefined && isHere && { endColumn: start.column + use.image.length }),
    resource: use.place.resource,
    path: use.place.path,
  };
  return { use: { ...use, place } };
}
