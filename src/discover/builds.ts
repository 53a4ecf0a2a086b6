import { InvalidImageReference, formatRepository, parseImageReference } from "../reference/index.ts";
import { field, type Field } from "./field.ts";
import type { Resource } from "./image-use.ts";
import type { Platform } from "./platform.ts";
import { findLocatedUses } from "./walk.ts";

const USAGE = { role: "run", pinForm: "name@digest" } as const;
const fields = (...paths: readonly string[]): readonly Field[] => paths.map((path) => field(path, USAGE));

/** Resources that build an image or copy one, and push it: where they say to which repositories. */
const BUILDS: ReadonlyMap<string, readonly Field[]> = new Map([
  ["docker-build:index:Image", fields("tags[]", "exports[].image.names[]", "exports[].registry.names[]")],
  ["docker-build:index:Index", fields("tag")],
  ["docker:index/image:Image", fields("imageName")],
  ["docker:image:Image", fields("imageName")],
  ["docker:index/registryImage:RegistryImage", fields("name")],
  ["awsx:ecr:Image", fields("repositoryUrl")],
  ["awsx:ecr:RegistryImage", fields("repositoryUrl")],
]);

const pushes: Platform = {
  deploys: (type) => BUILDS.has(type),
  rootScope: (type) => ({ here: BUILDS.get(type) ?? [], below: [] }),
  innerScope: () => undefined,
  usage: USAGE,
};

/** Where a resource of this Pulumi type says to which repositories it pushes. */
export function pushFields(type: string): readonly Field[] {
  return BUILDS.get(type) ?? [];
}

/** Whether a resource of this Pulumi type pushes an image that the same program may deploy. */
export function buildsImages(type: string): boolean {
  return pushes.deploys(type);
}

/** The repositories that a resource pushes to, as `registry/repository`; what is unknown or no reference is left out. */
export function pushedRepositories(resource: Resource): readonly string[] {
  const repositories = findLocatedUses(pushes, resource).flatMap(({ use }) =>
    use.kind === "image" ? repositoryOf(use.image) : [],
  );
  return [...new Set(repositories)];
}

function repositoryOf(text: string): string[] {
  try {
    return [formatRepository(parseImageReference(text))];
  } catch (error) {
    if (error instanceof InvalidImageReference) return [];
    throw error;
  }
}
