import type { ImageUse } from "../discover/index.ts";
import type { ExemptionSubject } from "../policy/index.ts";
import { InvalidImageReference, parseImageReference, type Digest } from "../reference/index.ts";

/** A use as exemptions tell it apart. */
export function subjectOf(use: ImageUse, digest: Digest | undefined): ExemptionSubject {
  const { resource } = use.place;
  const repository = use.kind === "image" ? repositoryOf(use.image) : undefined;
  return { resource, ...(repository && { repository }), ...(digest !== undefined && { digest }) };
}

function repositoryOf(text: string) {
  try {
    const { registry, repository } = parseImageReference(text);
    return { registry, repository };
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
