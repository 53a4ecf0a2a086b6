import type { ImageUse } from "../discover/index.ts";
import type { ExemptionSubject } from "../policy/index.ts";
import { InvalidImageReference, parseImageReference, type Digest } from "../reference/index.ts";

/**
 * A use as exemptions tell it apart.
 * @param resolved what its tag points at; a digest that it names itself is the one that counts, also where nobody could be asked
 */
export function subjectOf(use: ImageUse, resolved: Digest | undefined): ExemptionSubject {
  const { resource } = use.place;
  const reference = use.kind === "image" ? referenceIn(use.image) : undefined;
  if (reference === undefined) return { resource };
  const { digest = resolved, ...repository } = reference;
  return { resource, repository, ...(digest !== undefined && { digest }) };
}

function referenceIn(text: string) {
  try {
    const { registry, repository, digest } = parseImageReference(text);
    return { registry, repository, ...(digest !== undefined && { digest }) };
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
