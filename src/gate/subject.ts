import type { ImageUse } from "../discover/index.ts";
import { readMarkers, type ExemptionSubject, type InlineExemptions } from "../policy/index.ts";
import { InvalidImageReference, parseImageReference, type Digest } from "../reference/index.ts";

/**
 * A use as exemptions tell it apart.
 * @param resolved what its tag points at; a digest that it names itself is the one that counts, also where nobody could be asked
 */
export function subjectOf(use: ImageUse, resolved: Digest | undefined): ExemptionSubject {
  const { markers } = use;
  const subject = { resource: use.place.resource, ...(markers && { inline: inlineIn(markers) }) };
  const reference = use.kind === "image" ? referenceIn(use.image) : undefined;
  if (reference === undefined) return subject;
  const { digest = resolved, ...repository } = reference;
  return { ...subject, repository, ...(digest !== undefined && { digest }) };
}

type Markers = NonNullable<ImageUse["markers"]>;

/** The uses of a resource share its markers, which are read once. */
const read = new WeakMap<Markers, InlineExemptions>();

function inlineIn(markers: Markers): InlineExemptions {
  const known = read.get(markers) ?? readMarkers(markers);
  read.set(markers, known);
  return known;
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
