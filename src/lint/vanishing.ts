import type { ImageUse } from "../discover/index.ts";
import { type ImageReference, InvalidImageReference, parseImageReference } from "../reference/index.ts";
import type { Deletion, RegistryRepository, RepositoryName } from "./deletion.ts";
import { found, type LintFinding } from "./finding.ts";

const ECR_HOST =
  /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.(?:aws|amazonwebservices\.com\.cn))$/;

const MESSAGE =
  "is pinned, but a lifecycle rule of this stack can delete it from its repository, so that it can no longer be pulled. See what registry-immutable tells of that repository, or let the rule take only tags that are never deployed.";

/**
 * Which of these uses are pinned to what the stack's own registry rules can delete. Repositories are matched by their name; one
 * whose name is not known is none of these.
 */
export function vanishingImages(
  repositories: readonly RegistryRepository[],
  uses: readonly ImageUse[],
): readonly LintFinding[] {
  if (repositories.length === 0) return [];
  const vanishing = uses.filter((use) => {
    const reference = referenceOf(use);
    return reference?.digest !== undefined && canVanish(reference, repositories);
  });
  return vanishing.map(({ place }) => found("vanishing-image", place.path, MESSAGE));
}

function canVanish(reference: ImageReference, repositories: readonly RegistryRepository[]): boolean {
  const own = repositories.flatMap((repository) => {
    const path = pathInside(repository.name, reference);
    return path === undefined ? [] : [{ repository, path }];
  });
  // A lifecycle policy is a resource of its own, and only the repository's says whether tags can be moved.
  const areTagsFixed = own.some(({ repository }) => repository.areTagsFixed === true);
  return own.some(({ repository, path }) =>
    repository.deletions.some((deletion) => deletion.isAbout(path) && takes(deletion, reference, areTagsFixed)),
  );
}

/** An image keeps its tag where no tag can be moved; what other tags it has nobody here knows. */
function takes(deletion: Deletion, { tag }: ImageReference, areTagsFixed: boolean): boolean {
  if (deletion.takes === "any") return true;
  if (deletion.takes === "untagged") return !areTagsFixed;
  return tag !== undefined && deletion.takesTag(tag);
}

/** What is left of the image's repository inside the registry's repository; undefined where it is another one. */
function pathInside(name: RepositoryName, { registry, repository }: ImageReference): string | undefined {
  if (name.registry === "ecr") return ECR_HOST.test(registry) && repository === name.name ? "" : undefined;
  if (registry !== `${name.location}-docker.pkg.dev`) return undefined;
  const [project, own, ...rest] = repository.split("/");
  const isOwn = own === name.name && (name.project === undefined || name.project === project);
  return isOwn ? rest.join("/") : undefined;
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
