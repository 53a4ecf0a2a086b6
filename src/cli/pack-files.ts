import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { keysReadme, starterDocument } from "./pack-starter.ts";

/** A pack directory, ready to be written: path in the folder, with `/`, to its text. */
export type PackFiles = ReadonlyMap<string, string>;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, object>>;
  readonly [field: string]: unknown;
}

const VERSION = "0.1.0";
const MAX_NAME_LENGTH = 214;

/** What a pack in that folder holds: the files of this package's own pack, under a name of its own, and a document to begin with. */
export function packFiles(folder: string): PackFiles {
  const manifest = JSON.parse(template("package.json")) as Manifest;
  const name = packageName(basename(folder), manifest.dependencies);
  // Whoever owns the pack says under which licence it is.
  const own = { name, version: VERSION, license: undefined };
  return new Map([
    ["package.json", json({ ...manifest, ...own })],
    ["npm-shrinkwrap.json", json(renamed(JSON.parse(template("npm-shrinkwrap.json")) as Lockfile, own))],
    ["index.js", template("index.js")],
    ["digestbound.yaml", starterDocument],
    ["keys/README.md", keysReadme],
    ["PulumiPolicy.yaml", template("PulumiPolicy.yaml")],
  ]);
}

/** The folder's name as npm accepts it; a package cannot have the name of one that it depends on. */
export function packageName(folder: string, dependencies: Readonly<Record<string, string>>): string {
  const valid = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "")
    .slice(0, MAX_NAME_LENGTH - "-pack".length);
  if (valid === "") return "policy-pack";
  return Object.hasOwn(dependencies, valid) ? `${valid}-pack` : valid;
}

function renamed(lockfile: Lockfile, own: object): Lockfile {
  return { ...lockfile, ...own, packages: { ...lockfile.packages, "": { ...lockfile.packages[""], ...own } } };
}

function template(name: string): string {
  return readFileSync(join(templateFolder(__dirname), name), "utf8");
}

/** `policies/` of this package, seen from its compiled files and from its sources alike. */
function templateFolder(from: string): string {
  const folder = join(from, "policies");
  if (existsSync(join(folder, "npm-shrinkwrap.json"))) return folder;
  if (dirname(from) === from) throw new Error("policies/ is missing from the digestbound package; install it again.");
  return templateFolder(dirname(from));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
