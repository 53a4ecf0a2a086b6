import { formatRepository } from "../reference/index.ts";
import { type Begin, leadOn, NOTHING_BEGINS } from "./begin.ts";
import { type Corrections, NO_CORRECTIONS } from "./corrections.ts";
import { FAILED, membersOf, shapeOf } from "./data.ts";
import { type Cursor, type Field, isAtEnd } from "./field.ts";
import type { ImageUse, Resource } from "./image-use.ts";
import { isComponent } from "./kubernetes.ts";
import { formatPath, type Path } from "./path.ts";
import { scan as scanScripts, type Seen } from "./scripts/scan.ts";
import type { Scanned } from "./scripts/scanned.ts";
import { scanTemplate } from "./scripts/template.ts";
import { unmistakable } from "./unmistakable.ts";
import { placesOf } from "./unlisted-places.ts";
import { extended } from "./visit-partial.ts";

/**
 * What nobody judges, and somebody should look at: a text that can be nothing else than an image reference, at a place that
 * nothing reads; an image that a command in a script starts; a command in a script that starts images which stand elsewhere;
 * a script that is too long to be looked through.
 */
export interface UnlistedImage {
  readonly kind: "reference" | "command" | "hidden" | "unread";
  /** As `registry/repository`; undefined where it is not known. */
  readonly repository: string | undefined;
  /** Path inside the resource, safe to print. */
  readonly path: string;
  /** In the text that stands there, where it has several; counted from 1. */
  readonly line?: number;
}

const MOST_VALUES = 50_000;
const DEEPEST = 64;
/** Of all the scripts of a resource together. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
/** Enough to see what is missed; more would drown it. */
const MOST_TOLD = 20;

interface Scan {
  readonly found: UnlistedImage[];
  /** The places that were read. */
  readonly read: ReadonlySet<string>;
  readonly texts: ReadonlyMap<Field, Scanned>;
  valuesLeft: number;
  charactersLeft: number;
}

/**
 * Finds what the catalog misses, in a resource of any type: whole texts that are unmistakably image references and are none of
 * its uses, nor at a place of which is known or said that it deploys nothing. Bounded; never throws.
 */
export function unlistedImages(
  resource: Resource,
  uses: readonly ImageUse[],
  corrections: Corrections = NO_CORRECTIONS,
): readonly UnlistedImage[] {
  if (isComponent(resource.type)) return [];
  const { texts, begin } = placesOf(resource, corrections);
  const read = new Set(uses.map(({ place }) => place.path));
  const scan: Scan = { found: [], read, texts, valuesLeft: MOST_VALUES, charactersLeft: MOST_CHARACTERS };
  look(scan, resource.props, undefined, [], 0, begin);
  return scan.found.slice(0, MOST_TOLD);
}

function look(
  scan: Scan,
  value: unknown,
  path: Path | undefined,
  cursors: readonly Cursor[],
  depth: number,
  begin: Begin = NOTHING_BEGINS,
): void {
  scan.valuesLeft -= 1;
  if (scan.valuesLeft < 0 || scan.found.length >= MOST_TOLD || endsAt(cursors, "nothing")) return;
  const scanned = scannedAt(scan, cursors);
  const isNone = endsAt(cursors, "no image");
  if (scanned !== undefined && !isNone) lookThrough(scan, value, path, scanned);
  if (scanned === "script" || scanned === "document") return;
  if (typeof value === "string" && !isNone) lookAtText(scan, value, path);
  const shape = shapeOf(value);
  if (depth > DEEPEST || (shape !== "object" && shape !== "list")) return;
  const members = membersOf(value as object, scan.valuesLeft);
  if (members === FAILED) return;
  for (const { key, value: inner } of members)
    look(scan, inner, { parent: path, key }, leadOn(cursors, begin, key), depth + 1);
}

function endsAt(cursors: readonly Cursor[], end: Field["end"]): boolean {
  return cursors.length > 0 && cursors.some((one) => isAtEnd(one, end));
}

function scannedAt({ texts }: Scan, cursors: readonly Cursor[]): Scanned | undefined {
  if (cursors.length === 0 || texts.size === 0) return undefined;
  return cursors.map((one) => (isAtEnd(one, "image") ? texts.get(one.field) : undefined)).find(Boolean);
}

function lookAtText(scan: Scan, text: string, path: Path | undefined): void {
  const reference = unmistakable(text);
  if (reference === undefined) return;
  const place = formatPath(path);
  if (!scan.read.has(place))
    scan.found.push({ kind: "reference", repository: formatRepository(reference), path: place });
}

function lookThrough(scan: Scan, value: unknown, path: Path | undefined, scanned: Scanned): void {
  const seen = seenIn(scan, value, scanned);
  for (const { kind, repository, line, at } of seen) {
    const place = formatPath(extended(path, at));
    if (!scan.read.has(place))
      scan.found.push({ kind, repository, path: place, ...(line === undefined ? {} : { line }) });
  }
}

function seenIn(scan: Scan, value: unknown, scanned: Scanned): readonly Seen[] {
  if (typeof value === "string") scan.charactersLeft -= value.length;
  if (scan.charactersLeft < 0) return [{ kind: "unread", at: [] }];
  return scanned === "template" ? scanTemplate(value) : scanScripts(value, scanned);
}
