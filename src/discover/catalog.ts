import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PinForm, Role } from "./image-use.ts";

/** What the catalog knows of the images of a platform: one file each, written by `npm run catalog`. */
export type CatalogName = "pulumi" | "kubernetes" | "kubernetes-crd" | "terraform" | "cloudformation";

/** A field of a type that may name images. */
export interface Row {
  /** `[]` is each element of a list, `{}` each value of a map. */
  readonly path: string;
  /** One of {@link FORMATS}, or where its text stands (`json:`, `part:`, `map-key:`, `name-value:`, `podspec`, …). */
  readonly format: string;
  /** `blob` is a document that may hold images. */
  readonly role: Role | "blob" | "push" | "record" | "pull-cache" | "digest";
  /** Whether names, documentation and schema say that images stand here. */
  readonly sure: boolean;
  readonly pinForm: PinForm;
  /** Why it is not read, by an id of the catalog's `notRead`. */
  readonly not: string | undefined;
}

/** A catalog file as it stands. */
export interface CatalogFile {
  readonly date: string;
  readonly notRead: Readonly<Record<string, string>>;
  /** By `package@version`, type and path. */
  readonly sources: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
}

/** Rows are read when their type is asked for. */
type Types = ReadonlyMap<string, () => readonly Row[]>;

const loaded = new Map<CatalogName, Types>();
const NO_ROWS: readonly Row[] = [];

export function readCatalog(name: CatalogName): CatalogFile {
  return JSON.parse(readFileSync(join(__dirname, "catalog", `${name}.json`), "utf8")) as CatalogFile;
}

/** Whether anything is said of the row's field: of its images, or that what it names cannot be seen here. */
export function isTold({ not }: Row): boolean {
  return not === undefined || not === "elsewhere";
}

/** The rows of a type, from every source that knows it. Kinds of custom resources are told apart by no upper case. */
export function rowsOf(name: CatalogName, type: string): readonly Row[] {
  return typesOf(name).get(keyOf(name, type))?.() ?? NO_ROWS;
}

/** The types that a catalog lists. */
export function typeNamesIn(name: CatalogName): Iterable<string> {
  return typesOf(name).keys();
}

function typesOf(name: CatalogName): Types {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const types = Map.groupBy(entriesOf(readCatalog(name)), ([type]) => keyOf(name, type));
  const rows = new Map(
    [...types].map(([type, entries]) => [type, once(() => entries.flatMap(([, paths]) => rowsIn(paths)))]),
  );
  loaded.set(name, rows);
  return rows;
}

function entriesOf({ sources }: CatalogFile): (readonly [type: string, paths: Readonly<Record<string, string>>])[] {
  return Object.values(sources).flatMap((types) => Object.entries(types));
}

function rowsIn(paths: Readonly<Record<string, string>>): readonly Row[] {
  return Object.entries(paths).map(([path, row]) => parseRow(path, row));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function keyOf(name: CatalogName, type: string): string {
  return name === "kubernetes-crd" ? type.toLowerCase() : type;
}

/** Reads a row such as `run json:[].image name@digest` or `blob? script !scanned`. */
export function parseRow(path: string, row: string): Row {
  const [role = "", format = "", ...marks] = row.split(" ");
  return {
    path,
    format,
    role: role.replace("?", "") as Row["role"],
    sure: !role.endsWith("?"),
    pinForm: marks.includes("name@digest") ? "name@digest" : "name:tag@digest",
    not: marks.find((mark) => mark.startsWith("!"))?.slice(1),
  };
}
