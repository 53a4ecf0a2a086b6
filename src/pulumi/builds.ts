import type { PolicyResource } from "@pulumi/policy";
import { buildsImages, pushedRepositories, UNKNOWN, type ImageUse, type Tree } from "../discover/index.ts";
import {
  formatRepository,
  InvalidImageReference,
  parseImageReference,
  type ImageReference,
} from "../reference/index.ts";
import { plain } from "./plain.ts";
import type { AnalyzedResource } from "./recorder.ts";

const DIGEST = /sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}/g;

/** The repositories to which the resources of this program push what they build, each with the type of its resource. */
export class Builds {
  readonly #pushed = new Map<string, string>();

  note({ type, name, urn, props }: AnalyzedResource): void {
    if (!buildsImages(type)) return;
    for (const repository of pushedRepositories({ type, name, urn, props: plain(props) })) {
      this.#pushed.set(repository, type);
    }
  }

  /** The use, marked where this program pushes to its repository. */
  mark(use: ImageUse): ImageUse {
    const reference = referenceOf(use);
    const type = reference === undefined ? undefined : this.#pushed.get(formatRepository(reference));
    return type === undefined ? use : { ...use, builtBy: type };
  }
}

/**
 * The use as the whole stack shows it: an unknown value that depends on a resource that builds images is most likely that
 * image; and a digest that none of these resources made was not built here, whatever its repository.
 */
export function lookAgain(
  use: ImageUse,
  resource: PolicyResource | undefined,
  made: ReadonlySet<string> | undefined,
): ImageUse {
  if (use.kind === "unknown") {
    const type = builderBehind(resource, use.place.path);
    return type === undefined ? use : { ...use, builtBy: type };
  }
  const digest = referenceOf(use)?.digest;
  if (use.builtBy === undefined || digest === undefined || made === undefined || made.has(digest)) return use;
  return withoutBuilder(use);
}

function withoutBuilder(use: ImageUse): ImageUse {
  const judgedAlone = { ...use };
  delete (judgedAlone as { builtBy?: string }).builtBy;
  return judgedAlone;
}

/** The digests among the outputs of the resources that build images; undefined while one of them is not known yet. */
export function digestsMade(resources: readonly PolicyResource[]): ReadonlySet<string> | undefined {
  const texts = resources.filter(({ type }) => buildsImages(type)).map(({ props }) => textsIn(plain(props)));
  if (texts.some((found) => found === undefined)) return undefined;
  return new Set(texts.flatMap((found) => found ?? []).flatMap((text) => text.match(DIGEST) ?? []));
}

function builderBehind(resource: PolicyResource | undefined, path: string): string | undefined {
  const [property = ""] = /^[^.[\]]+/.exec(path) ?? [];
  return resource?.propertyDependencies[property]?.find(({ type }) => buildsImages(type))?.type;
}

function textsIn(tree: Tree): string[] | undefined {
  if (tree === UNKNOWN) return undefined;
  if (typeof tree === "string") return [tree];
  if (typeof tree !== "object" || tree === null) return [];
  const found = Object.values(tree).map(textsIn);
  return found.some((texts) => texts === undefined) ? undefined : found.flatMap((texts) => texts ?? []);
}

function referenceOf(use: ImageUse): ImageReference | undefined {
  if (use.kind !== "image") return undefined;
  try {
    return parseImageReference(use.image);
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
