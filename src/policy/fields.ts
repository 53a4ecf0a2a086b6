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
  const taken: Taken = new Map();
  const added = fields.flatMap((value, index) => readField(value, ["fields", index], taken, report));
  const none = notImages.flatMap((value, index) => readNotImage(value, ["notImages", index], taken, report));
  return correctionsOf(added, none);
}

/** The entries that speak of a place, by each of its names. */
type Taken = Map<string, Path>;

function readField(value: unknown, path: Path, taken: Taken, report: Report): AddedField[] {
  const entry = readShape(fieldShape, value, path, report);
  if (entry === undefined) return [];
  const place = readPlace(entry, path, taken, report);
  const format = readFormat(entry.format ?? "ref", [...path, "format"], report);
  return place === undefined || format === undefined ? [] : [{ ...place, format, role: entry.role ?? "run" }];
}

function readNotImage(value: unknown, path: Path, taken: Taken, report: Report): CorrectedPlace[] {
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
  taken: Taken,
  report: Report,
): CorrectedPlace | undefined {
  const type = parseCorrectedType(entry.type);
  const path = parseCorrectedPath(entry.path);
  if (type === undefined) report([...at, "type"], "names no resource type.", fieldShape.wordings.type.remedy);
  if (path === undefined) report([...at, "path"], "is no path.", fieldShape.wordings.path.remedy);
  if (type === undefined || path === undefined) return undefined;
  const names = type.keys.map((key) => JSON.stringify([key, path]));
  const earlier = names.map((name) => taken.get(name)).find((entry) => entry !== undefined);
  if (earlier !== undefined) {
    report(at, (nameOf) => `speaks of the same place as ${nameOf(earlier)}.`, "Keep one of them.");
  }
  for (const name of names) taken.set(name, at);
  return { type, path };
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
