import type { ImageUse, LocatedUse } from "../image-use.ts";
import type { Span } from "../slot.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

/** An image use in a file. */
export interface FileUse {
  /** Its place tells the file, the line and the column. */
  readonly use: ImageUse;
  /** The reference's own text in the file, where it stands there as it is, and once. */
  readonly source?: Span;
}

/** Puts the uses of a document into the file that it stands in. One that cannot be found itself stands where the nearest value around it does. */
export function placeInFile(file: SourceFile, document: SourceDocument, located: readonly LocatedUse[]): FileUse[] {
  const exact = document.spans(located.map(({ spot }) => spot.steps));
  const lost = located.filter((_, index) => exact[index] === undefined);
  const around = new Map(lost.map((one) => [one, spanAround(document, one)]));
  return located.map((one, index) => {
    const span = exact[index];
    return span === undefined ? placed(file, one.use, around.get(one)) : inScalar(file, one, span);
  });
}

/** Puts a use where it was found, in a text that is no document. */
export function placeAt(file: SourceFile, use: ImageUse, span: Span | undefined): FileUse {
  const isHere = use.kind === "image" && span !== undefined && file.text.slice(span.start, span.end) === use.image;
  return isHere ? { ...placed(file, use, span), source: span } : placed(file, use, span);
}

/** Where a text stands in a part of a file as a whole, and once. */
export const whereOnce = (text: string, within: Span, image: string): Span | undefined => once(text, within, image);

function spanAround(document: SourceDocument, { spot: { steps } }: LocatedUse): Span | undefined {
  const above = steps.map((_, index) => steps.slice(0, steps.length - 1 - index));
  return document.spans(above).find((span) => span !== undefined);
}

function inScalar(file: SourceFile, { use, spot }: LocatedUse, span: Span): FileUse {
  if (use.kind !== "image") return placed(file, use, span);
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
  const isHere = use.kind === "image" && span !== undefined && file.text.slice(span.start, span.end) === use.image;
  const place = {
    file: file.path,
    ...start,
    ...(start !== undefined && isHere && { endColumn: start.column + use.image.length }),
    resource: use.place.resource,
    path: use.place.path,
  };
  return { use: { ...use, place } };
}
