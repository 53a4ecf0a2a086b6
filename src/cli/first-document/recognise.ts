import { parseAllDocuments } from "yaml";
import {
  discoverImageUses,
  deploysImages,
  NO_CORRECTIONS,
  readImageFile,
  SourceFile,
  type Corrections,
  type ImageUse,
  type Resource,
} from "../../discover/index.ts";
import { outlineOf } from "../../policy/index.ts";
import { InvalidImageReference, parseImageReference } from "../../reference/index.ts";
import { UsageError } from "../terminal.ts";

/** What a text names: images, and the places where one stands that cannot be read. */
export type Uses = readonly ImageUse[];

/** Kubernetes' own objects nest less than 20 levels; composing YAML recurses. */
const DEEPEST = 64;
const MOST_ALIASES = 100;

/** Reading YAML takes a second and 200 MB for each megabyte, JSON a hundredth of that. */
const MAX_YAML_CHARACTERS = 4 * 1024 * 1024;

/**
 * The image uses in a text: a list of image references, one a line; Kubernetes objects as YAML or JSON, several documents and
 * lists of them too; what `pulumi stack export` prints; or a file of any other format that `digestbound check` reads.
 * @param name what the text is called in messages, printable
 * @throws UsageError where it is none of them
 */
export function usesIn(text: string, name: string, corrections?: Corrections): Uses {
  const lines = listed(text);
  if (lines !== undefined) return lines.map(({ image, line }) => useAt(image, `${name}:${line}`));
  const resources = resourcesOf(text, name);
  if (resources instanceof UsageError) {
    const uses = usesInFile(text, name, corrections);
    // Of a file without images the first reader says more: that nothing is deployed yet.
    if (uses === undefined || uses.length === 0) throw resources;
    return uses;
  }
  return resources
    .filter(({ type }) => deploysImages(type, corrections))
    .flatMap((resource) => discoverImageUses(resource, corrections));
}

/** Those of what is no file of a format of its own, or why it is none of them. */
function resourcesOf(text: string, name: string): readonly Resource[] | UsageError {
  try {
    return valuesIn(text, name).flatMap((value, index) => resourcesIn(value, name, index));
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** A file that cannot be read as a whole says nothing of what it is; Kubernetes objects are all read above, or none. */
function usesInFile(text: string, name: string, corrections = NO_CORRECTIONS): Uses | undefined {
  const file = readImageFile(new SourceFile(name, text), { corrections, read: () => undefined });
  if (file === undefined || file.format === "Kubernetes") return undefined;
  const uses = file.uses.map(({ use }) => use);
  return uses.some(({ place }) => place.path === "(the whole file)") ? undefined : uses;
}

/** An image that somebody named by itself. */
export function useAt(image: string, resource: string): ImageUse {
  return { kind: "image", image, role: "run", pinForm: "name:tag@digest", place: { resource, path: "" } };
}

interface Line {
  readonly image: string;
  readonly line: number;
}

/** Undefined where one of the lines is no reference: such a text is something else as a whole. */
function listed(text: string): readonly Line[] | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((image, index) => ({ image: image.trim(), line: index + 1 }))
    .filter(({ image }) => image !== "" && !image.startsWith("#"));
  return lines.every(({ image }) => isReference(image)) ? lines : undefined;
}

function isReference(text: string): boolean {
  try {
    parseImageReference(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidImageReference) return false;
    throw error;
  }
}

function valuesIn(text: string, name: string): readonly unknown[] {
  if (/^\s*[{[]/.test(text)) {
    try {
      return [JSON.parse(text) as unknown];
    } catch {
      // A flow mapping of YAML begins as JSON does.
    }
  }
  if (text.length > MAX_YAML_CHARACTERS)
    throw new UsageError(
      `${name} has more than ${MAX_YAML_CHARACTERS} characters of YAML; give it as JSON, as kubectl get pods -A -o json prints it.`,
    );
  const { depth, aliases } = outlineOf(text);
  if (depth > DEEPEST || aliases > MOST_ALIASES) throw unrecognised(name, "it nests or repeats itself too much");
  const documents = parseAllDocuments(text, { schema: "core", merge: true, uniqueKeys: false, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  return documents.map((document, index) => {
    if (document.errors.length > 0) throw unrecognised(name, `document ${index + 1} is no YAML`);
    return valueOf(() => document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown, name, index);
  });
}

function valueOf(read: () => unknown, name: string, index: number): unknown {
  try {
    return read();
  } catch {
    throw unrecognised(name, `document ${index + 1} has an alias that cannot be followed`);
  }
}

function resourcesIn(value: unknown, name: string, index: number): readonly Resource[] {
  if (value === null || value === undefined) return [];
  if (isObject(value)) {
    const { apiVersion, kind, deployment } = value;
    if (typeof apiVersion === "string" && typeof kind === "string")
      return [kubernetesResource(value, apiVersion, kind)];
    if (isObject(deployment) && Array.isArray(deployment["resources"])) {
      return (deployment["resources"] as unknown[]).flatMap(stateResource);
    }
    if (isObject(deployment) && isObject(deployment["manifest"]) && deployment["resources"] === undefined)
      throw new UsageError(
        `${name} is a stack in which nothing is deployed yet. Name the images: ghcr.io/acme/web:1.4`,
      );
  }
  const what = "has no apiVersion and kind, and no deployment with resources";
  throw unrecognised(name, `document ${index + 1} ${what}`);
}

function kubernetesResource(props: Members, apiVersion: string, kind: string): Resource {
  const { metadata } = props;
  const name = isObject(metadata) && typeof metadata["name"] === "string" ? metadata["name"] : "";
  return { type: `kubernetes:${apiVersion}:${kind}`, name, urn: `${apiVersion} ${kind} ${name}`.trim(), props };
}

/** One that is only waiting to be deleted deploys nothing any more. */
function stateResource(value: unknown): readonly Resource[] {
  if (!isObject(value) || typeof value["type"] !== "string" || value["delete"] === true) return [];
  const urn = typeof value["urn"] === "string" ? value["urn"] : value["type"];
  return [{ type: value["type"], name: urn, urn, props: value["inputs"] ?? {} }];
}

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unrecognised(name: string, why: string): UsageError {
  return new UsageError(
    `${name} is no list of image references, one a line, no Kubernetes YAML or JSON, nothing that pulumi stack export prints and no other file that digestbound check reads: ${why}.`,
  );
}
