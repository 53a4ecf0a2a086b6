import { formatRepository } from "../reference/index.ts";
import { pushFields } from "./builds.ts";
import { isBuilt } from "./build-inputs.ts";
import { rowsOf, type Row } from "./catalog.ts";
import { FAILED, membersOf, shapeOf } from "./data.ts";
import { advance, type Cursor, field, type Field, isAtEnd } from "./field.ts";
import type { ImageUse, Resource } from "./image-use.ts";
import { isComponent } from "./kubernetes.ts";
import { isRead, stepsOf } from "./listed-fields.ts";
import { formatPath, type Path } from "./path.ts";
import { typeOf } from "./token.ts";
import { unmistakable } from "./unmistakable.ts";

/** A text that can be nothing else than an image reference, at a place that nothing reads. */
export interface UnlistedImage {
  /** As `registry/repository`. */
  readonly repository: string;
  /** Path inside the resource, safe to print. */
  readonly path: string;
}

const MOST_VALUES = 50_000;
const DEEPEST = 64;
/** Enough to see what is missed; more would drown it. */
const MOST_TOLD = 20;

/** Somebody decided what they hold: no image, or none that is deployed. */
const UNDECIDED: ReadonlySet<string | undefined> = new Set(["not-read-yet", "unsure"]);
/** A machine's disk that lies in a registry. */
const NO_IMAGES: ReadonlyMap<string, readonly string[]> = new Map([
  ["azure-native:networkcloud:VirtualMachine", ["vmImage"]],
]);

interface Scan {
  readonly found: UnlistedImage[];
  /** The places that were read. */
  readonly read: ReadonlySet<string>;
  valuesLeft: number;
}

/**
 * Finds what the catalog misses, in a resource of any type: whole texts that are unmistakably image references and are none of
 * its uses, nor at a place of which is known that it deploys nothing. Bounded; never throws.
 */
export function unlistedImages(resource: Resource, uses: readonly ImageUse[]): readonly UnlistedImage[] {
  if (isComponent(resource.type)) return [];
  const scan: Scan = { found: [], read: new Set(uses.map(({ place }) => place.path)), valuesLeft: MOST_VALUES };
  look(scan, resource.props, undefined, [], 0, settled(resource));
  return scan.found;
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
  if (typeof value === "string") lookAtText(scan, value, path);
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
  if (!scan.read.has(place)) scan.found.push({ repository: formatRepository(reference), path: place });
}

/** The places of a type that were decided about. */
function settled({ type, props }: Resource): readonly Field[] {
  const { catalog, names } = typeOf(type);
  const rows = [...names.flatMap((name) => rowsOf(catalog, name)), ...customRows(type, props)];
  const paths = rows.filter((row) => !isRead(row) && !UNDECIDED.has(row.not)).map(({ path }) => path);
  const status = type.startsWith("kubernetes:") ? ["status"] : [];
  const others = names.flatMap((name) => NO_IMAGES.get(name) ?? []);
  const built = rows.filter(({ format }) => format === "ref|built" && isBuilt(props)).map(({ path }) => path);
  return [...paths, ...status, ...others, ...built]
    .map(nothingAt)
    .concat(pushFields(type).map(({ steps }) => nothingAt(steps)));
}

function nothingAt(path: string | Field["steps"]): Field {
  const steps = typeof path === "string" ? stepsOf(path) : path;
  return field(steps, { role: "run", pinForm: "name:tag@digest", end: "nothing", terraform: true });
}

function customRows(type: string, props: unknown): readonly Row[] {
  if (!type.startsWith("kubernetes:") || shapeOf(props) !== "object") return [];
  const members = membersOf(props as object, MOST_VALUES);
  if (members === FAILED) return [];
  const [apiVersion, kind] = ["apiVersion", "kind"].map((name) => members.findLast(({ key }) => key === name)?.value);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  return rowsOf("kubernetes-crd", `${apiVersion.replace(/\/.*$/, "")}/${kind}`);
}
