import { dirname, isAbsolute, join } from "node:path";
import { templateImageUses, type TemplatePlace } from "../cloudformation/template-uses.ts";
import { NO_CORRECTIONS, type Corrections } from "../corrections.ts";
import type { ImageUse, LocatedUse } from "../image-use.ts";
import type { Spot } from "../slot.ts";
import { findAssetImageUses } from "./asset-manifest.ts";
import { type AssetFiles, assetFilesIn, type ReadFile } from "./asset-files.ts";
import { NESTED_STACK, type NestedStack, nestedStacksIn } from "./nested-stacks.ts";

/** A nested template may be used by several stacks, with different parameters each. CloudFormation takes 2,000 stacks an account. */
const MOST_TEMPLATES = 4_000;
const DEEPEST = 16;

/** An image use of a cloud assembly. */
export interface AssemblyUse {
  readonly use: ImageUse;
  /** Where in the template; absent for what is no part of one. */
  readonly spot?: Spot;
  /** The path of the file that it stands in. */
  readonly path: string;
}

/** The files of a cloud assembly. */
export interface AssemblyFiles {
  readonly read: ReadFile;
  /** How a path is shown to people. */
  readonly shown: (path: string) => string;
}

/**
 * The image uses of a cloud assembly of the AWS CDK, from these templates on: those of the templates, those of nested stacks
 * however deep, with what their parents set of their parameters, and what the image assets are built from. A nested stack
 * whose template is none of the assembly's files stays what it is, a template that cannot be seen here. Never throws.
 */
export function assemblyImageUses(
  templates: readonly string[],
  files: AssemblyFiles,
  corrections: Corrections = NO_CORRECTIONS,
): readonly AssemblyUse[] {
  const assembly = new Assembly(files, corrections);
  for (const path of templates) assembly.open({ path, depth: 0 });
  return assembly.uses();
}

const NO_STACK: NestedStack = { id: "", urls: [], parameters: undefined };

interface Opened {
  readonly path: string;
  readonly depth: number;
  readonly parameters?: TemplatePlace["parameters"];
}

class Assembly {
  readonly #files: AssemblyFiles;
  readonly #corrections: Corrections;
  readonly #folders = new Map<string, AssetFiles | undefined>();
  readonly #found: AssemblyUse[] = [];
  #opened = 0;
  /** Told once: what was left out is rejected either way. */
  #isCut = false;

  constructor(files: AssemblyFiles, corrections: Corrections) {
    this.#files = files;
    this.#corrections = corrections;
  }

  uses(): readonly AssemblyUse[] {
    return this.#found;
  }

  open({ path, depth, parameters }: Opened): void {
    this.#opened += 1;
    if (this.#opened > MOST_TEMPLATES || depth > DEEPEST) {
      if (!this.#isCut) this.#unreadable(path, "is one template more, or nested deeper, than are read");
      this.#isCut = true;
      return;
    }
    const text = this.#files.read(path);
    const uses =
      text === undefined
        ? { why: "is not there, or cannot be read" }
        : templateImageUses(text, this.#place(path, parameters), this.#corrections);
    if (text === undefined || "why" in uses) {
      this.#unreadable(path, "why" in uses ? uses.why : "");
      return;
    }
    const nested = this.#nested(path, nestedStacksIn(text, parameters));
    const isSeen = (id: unknown) => typeof id === "string" && nested.has(id);
    for (const located of uses) if (!isNameOf(located, isSeen)) this.#found.push({ ...located, path });
    for (const stacks of nested.values()) for (const one of stacks) this.open({ ...one, depth: depth + 1 });
  }

  #place(path: string, parameters: TemplatePlace["parameters"]): TemplatePlace {
    return { file: this.#files.shown(path), mayBeEmpty: true, ...(parameters && { parameters }) };
  }

  /** The templates of those nested stacks of which each template is a file of the assembly. */
  #nested(path: string, stacks: readonly NestedStack[]): ReadonlyMap<string, readonly Omit<Opened, "depth">[]> {
    const uploads = this.#filesOf(dirname(path))?.uploads;
    const byId = [...Map.groupBy(stacks, ({ id }) => id).values()];
    // Of two resources of one name nobody can say which counts.
    const all = byId.flatMap(([{ id, urls, parameters } = NO_STACK, ...more]) => {
      if (more.length > 0) return [];
      const paths = urls.map((url) => (typeof url === "string" ? uploads?.get(url) : undefined));
      const known = paths.filter((one) => one !== undefined);
      if (parameters === undefined || known.length === 0 || known.length < paths.length) return [];
      return [[id, known.map((one) => ({ path: one, parameters }))] as const];
    });
    return new Map(all);
  }

  /** Each folder once, and with it what its image assets are built from. */
  #filesOf(folder: string): AssetFiles | undefined {
    if (this.#folders.has(folder)) return this.#folders.get(folder);
    const found = assetFilesIn(folder, this.#files.read);
    const files = "why" in found ? undefined : found;
    this.#folders.set(folder, files);
    if ("why" in found) this.#unreadable(found.file, found.why);
    for (const manifest of files?.manifests ?? []) this.#findBaseImages(manifest);
    return files;
  }

  #findBaseImages(manifest: string): void {
    const text = this.#files.read(manifest);
    if (text === undefined) {
      this.#unreadable(manifest, "is not there, or cannot be read");
      return;
    }
    const folder = dirname(manifest);
    const read = (path: string) => this.#files.read(isAbsolute(path) ? path : join(folder, path));
    const uses = findAssetImageUses(text, this.#files.shown(manifest), read);
    for (const use of uses) this.#found.push({ use, path: manifest });
  }

  #unreadable(path: string, why: string): void {
    const place = { file: this.#files.shown(path), resource: "the cloud assembly", path: this.#files.shown(path) };
    this.#found.push({ use: { kind: "unreadable", why, role: "run", pinForm: "name:tag@digest", place }, path });
  }
}

/** Whether it says no more than where the template is of a nested stack that is read itself. */
function isNameOf({ use, spot }: LocatedUse, isSeen: (id: unknown) => boolean): boolean {
  const [, id, , property] = spot.steps;
  return property === "TemplateURL" && isSeen(id) && use.place.resource === `${NESTED_STACK} ${String(id)}`;
}
