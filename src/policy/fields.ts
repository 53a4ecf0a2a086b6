import {
  CORRECTED_FORMATS,
  correctionsOf,
  parseCorrectedFormat,
  parseCorrectedPath,
  parseCorrectedType,
  type AddedField,
  type CorrectedFormat,
  type CorrectedPlace,
  type Corrections,
} from "../discover/index.ts";
import { readBecause } from "./because.ts";
import { fieldShape, notImageShape } from "./field-shape.ts";
import { didYouMean } from "./nearest.ts";
import { quote, type Path, type Report } from "./problems.ts";
import { readShape } from "./shape.ts";

/** Reads where images stand and where none do; what contradicts or repeats itself is reported. */
export function readCorrections(
  fields: readonly unknown[],
  notImages: readonly unknown[],
  report: Report,
): Corrections {
  const taken: Taken[] = [];
  const added = fields.flatMap((value, index) => readField(value, ["fields", index], taken, report));
  const none = notImages.flatMap((value, index) => readNotImage(value, ["notImages", index], taken, report));
  return correctionsOf(added, none);
}

/** A place and the entry that speaks of it. */
interface Taken extends CorrectedPlace {
  readonly entry: string;
}

function readField(value: unknown, path: Path, taken: Taken[], report: Report): AddedField[] {
  const entry = readShape(fieldShape, value, path, report);
  if (entry === undefined) return [];
  const place = readPlace(entry, path, taken, report);
  const format = readFormat(entry.format ?? "ref", [...path, "format"], report);
  return place === undefined || format === undefined ? [] : [{ ...place, format, role: entry.role ?? "run" }];
}

function readNotImage(value: unknown, path: Path, taken: Taken[], report: Report): CorrectedPlace[] {
  const entry = readShape(notImageShape, value, path, report);
  if (entry === undefined) return [];
  const place = readPlace(entry, path, taken, report);
  const { remedy } = notImageShape.wordings.because;
  const because = readBecause(entry.because, [...path, "because"], remedy, report);
  return place === undefined || because === undefined ? [] : [place];
}

function readPlace(
  entry: { readonly type: string; readonly path: string },
  at: Path,
  taken: Taken[],
  report: Report,
): CorrectedPlace | undefined {
  const type = parseCorrectedType(entry.type);
  const path = parseCorrectedPath(entry.path);
  if (type === undefined) report([...at, "type"], "names no resource type.", fieldShape.wordings.type.remedy);
  if (path === undefined) report([...at, "path"], "is no path.", fieldShape.wordings.path.remedy);
  if (type === undefined || path === undefined) return undefined;
  const place = { type, path };
  const earlier = taken.find((one) => isSame(one, place));
  if (earlier !== undefined) report(at, `speaks of the same place as ${earlier.entry}.`, "Keep one of them.");
  taken.push({ ...place, entry: `${String(at[0])}[${String(at[1])}]` });
  return place;
}

function isSame(one: CorrectedPlace, other: CorrectedPlace): boolean {
  return (
    one.type.keys.some((key) => other.type.keys.includes(key)) &&
    JSON.stringify(one.path) === JSON.stringify(other.path)
  );
}

function readFormat(text: string, path: Path, report: Report): CorrectedFormat | undefined {
  const format = parseCorrectedFormat(text);
  if (format === undefined) {
    const known = CORRECTED_FORMATS.filter((name) => !name.startsWith("base64:"));
    const remedy = `${didYouMean(text, CORRECTED_FORMATS)}The formats: ${known.join(", ")} and paths; base64: goes before those of a text.`;
    report(path, `${quote(text)} is no format.`, remedy);
  }
  return format;
}
