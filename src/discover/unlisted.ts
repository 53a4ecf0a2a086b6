import { formatRepository } from "../reference/index.ts";
import { pushFields } from "./builds.ts";
import { isBuilt } from "./build-inputs.ts";
import { rowsOf, type Row } from "./catalog.ts";
import { keysOfToken, kubernetesKey } from "./corrected-type.ts";
import { type Corrections, NO_CORRECTIONS, notImageFields } from "./corrections.ts";
import { FAILED, membersOf, shapeOf } from "./data.ts";
import { advance, type Cursor, field, type Field, isAtEnd } from "./field.ts";
import type { ImageUse, Resource } from "./image-use.ts";
import { isComponent } from "./kubernetes.ts";
import { identityIn, identityOf, type Identity } from "./kubernetes-identity.ts";
import { isRead, stepsOf } from "./listed-fields.ts";
import { formatPath, type Path } from "./path.ts";
import { scan as scanScripts } from "./scripts/scan.ts";
import { scannedAs, type Scanned } from "./scripts/scanned.ts";
import { scanTemplate } from "./scripts/template.ts";
import { typeOf } from "./token.ts";
import { unmistakable } from "./unmistakable.ts";
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
/** Enough to see what is missed; more would drown it. */
const MOST_TOLD = 20;

/** The mark of a field that holds scripts. */
const SCANNED = "scanned";
/** Somebody decided what they hold: no image, or none that is deployed. */
const UNDECIDED: ReadonlySet<string | undefined> = new Set(["unsure", SCANNED]);
/** A machine's disk that lies in a registry. */
const NO_IMAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ["azure-native:networkcloud:VirtualMachine", ["vmImage"]],
]);

interface Scan {
  readonly found: UnlistedImage[];
  /** The places that were read. */
  readonly read: ReadonlySet<string>;
  readonly texts: ReadonlyMap<Field, Scanned>;
  valuesLeft: number;
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
  const identity = identityOfResource(resource);
  const rows = rowsFor(resource, identity);
  const texts = textsOf(rows);
  const read = new Set(uses.map(({ place }) => place.path));
  const scan: Scan = { found: [], read, texts, valuesLeft: MOST_VALUES };
  look(scan, resource.props, undefined, [], 0, [...settled(resource, identity, rows, corrections), ...texts.keys()]);
  return scan.found.slice(0, MOST_TOLD);
}

function look(
  scan: Scan,
  value: unknown,
  path: Path | undefined,
  cursors: readonly Cursor[],
  depth: number,
  begin: readonly Field[] = [],
): void {
  scan.valuesLeft -= 1;
  if (scan.valuesLeft < 0 || scan.found.length >= MOST_TOLD || cursors.some((one) => isAtEnd(one, "nothing"))) return;
  const scanned = cursors.map((one) => (isAtEnd(one, "image") ? scan.texts.get(one.field) : undefined)).find(Boolean);
  if (scanned !== undefined) lookThrough(scan, value, path, scanned);
  if (scanned === "script" || scanned === "document") return;
  if (typeof value === "string" && !cursors.some((one) => isAtEnd(one, "no image"))) lookAtText(scan, value, path);
  const shape = shapeOf(value);
  if (depth > DEEPEST || (shape !== "object" && shape !== "list")) return;
  const members = membersOf(value as object, scan.valuesLeft);
  if (members === FAILED) return;
  for (const { key, value: inner } of members)
    look(scan, inner, { parent: path, key }, advance(cursors, begin, key), depth + 1);
}

function lookAtText(scan: Scan, text: string, path: Path | undefined): void {
  const reference = unmistakable(text);
  if (reference === undefined) return;
  const place = formatPath(path);
  if (!scan.read.has(place))
    scan.found.push({ kind: "reference", repository: formatRepository(reference), path: place });
}

function lookThrough(scan: Scan, value: unknown, path: Path | undefined, scanned: Scanned): void {
  const seen = scanned === "template" ? scanTemplate(value) : scanScripts(value, scanned);
  for (const { kind, repository, line, at } of seen) {
    const place = formatPath(extended(path, at));
    if (!scan.read.has(place))
      scan.found.push({ kind, repository, path: place, ...(line === undefined ? {} : { line }) });
  }
}

function rowsFor({ type }: Resource, identity: Identity | undefined): readonly Row[] {
  const { catalog, names } = typeOf(type);
  const custom = identity === undefined ? [] : rowsOf("kubernetes-crd", `${identity.group}/${identity.kind}`);
  return [...names.flatMap((name) => rowsOf(catalog, name)), ...custom];
}

/** The places of scripts, and of documents that may have scripts beside what is read in them. */
function textsOf(rows: readonly Row[]): ReadonlyMap<Field, Scanned> {
  return new Map(
    rows.flatMap((row): [Field, Scanned][] => {
      const scanned = scannedAs(row);
      const options = { role: "run", pinForm: row.pinForm, terraform: true } as const;
      return scanned === undefined ? [] : [[field(stepsOf(row.path), options), scanned]];
    }),
  );
}

/** The places of a type that were decided about. */
function settled(
  { type, props }: Resource,
  identity: Identity | undefined,
  rows: readonly Row[],
  corrections: Corrections,
): readonly Field[] {
  const { names } = typeOf(type);
  const paths = rows.filter((row) => !isRead(row) && !UNDECIDED.has(row.not)).map(({ path }) => path);
  const status = identity === undefined ? [] : ["status"];
  const others = names.flatMap((name) => NO_IMAGES.get(name) ?? []);
  const keys = identity === undefined ? keysOfToken(type) : [kubernetesKey(identity)];
  const built = rows.filter(({ format }) => format === "ref|built" && isBuilt(props)).map(({ path }) => path);
  return [
    ...[...paths, ...status, ...others, ...built].map(nothingAt),
    ...pushFields(type).map(({ steps }) => nothingAt(steps)),
    ...notImageFields(corrections, keys),
  ];
}

function nothingAt(path: string | Field["steps"]): Field {
  const steps = typeof path === "string" ? stepsOf(path) : path;
  return field(steps, { role: "run", pinForm: "name:tag@digest", end: "nothing", terraform: true });
}

function identityOfResource({ type, props }: Resource): Identity | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const members = shapeOf(props) === "object" ? membersOf(props as object, MOST_VALUES) : FAILED;
  return (members === FAILED ? undefined : identityIn(members)) ?? identityOf(type);
}
