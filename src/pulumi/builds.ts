import type { PolicyResource } from "@pulumi/policy";
import { buildsImages, pushedRepositories, UNKNOWN, type ImageUse, type Tree } from "../discover/index.ts";
import { formatRepository } from "../reference/index.ts";
import { plain } from "./plain.ts";
import { referenceOf, type AnalyzedResource } from "./uses.ts";

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

  /** Whether this program pushes to the repository, as `registry/repository`. */
  pushes(repository: string): boolean {
    return this.#pushed.has(repository);
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

/** The outputs in which these resources tell what they made: never an input, which anybody may write a digest into. */
const MADE = ["digest", "ref", "repoDigest", "imageUri", "sha256Digest"];

/** The digests that the resources of the stack have built; undefined while one of them is not known yet. */
export function digestsMade(resources: readonly PolicyResource[]): ReadonlySet<string> | undefined {
  const outputs = resources.filter(({ type }) => buildsImages(type)).flatMap(({ props }) => madeBy(plain(props)));
  if (outputs.includes(UNKNOWN)) return undefined;
  const texts = outputs.filter((output) => typeof output === "string");
  return new Set(texts.flatMap((text) => text.match(DIGEST) ?? []));
}

function madeBy(outputs: Tree): readonly Tree[] {
  if (typeof outputs !== "object" || outputs === null) return [outputs];
  return Object.entries(outputs).flatMap(([name, value]) => (MADE.includes(name) ? [value] : []));
}

function builderBehind(resource: PolicyResource | undefined, path: string): string | undefined {
  const [property = ""] = /^[^.[\]]+/.exec(path) ?? [];
  return resource?.propertyDependencies[property]?.find(({ type }) => buildsImages(type))?.type;
}
