import {
  type Corrections,
  discoverImageUses,
  type ImageUse,
  type Tree,
  type UnlistedImage,
  unlistedImages,
} from "../discover/index.ts";
import { InvalidImageReference, parseImageReference, type ImageReference } from "../reference/index.ts";
import { plain } from "./plain.ts";
import { markSecretUses } from "./secret-inputs.ts";

/** A resource as the engine shows it to a policy. */
export interface AnalyzedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: unknown;
  /** Absent for components. */
  readonly provider?: unknown;
}

/** The image uses of a resource, those marked whose value is a secret. Throws where the inputs cannot be copied. */
export function usesOf({ type, name, urn, props }: AnalyzedResource, corrections: Corrections): readonly ImageUse[] {
  const discover = (inputs: Tree) => discoverImageUses({ type, name, urn, props: inputs }, corrections);
  return markSecretUses(discover(plain(props)), props, discover);
}

/** What looks like an image in a resource of any type and is none of its uses. A hint: where it fails there is none. */
export function unlistedIn(
  { type, name, urn, props }: AnalyzedResource,
  uses: readonly ImageUse[],
  corrections: Corrections,
): readonly UnlistedImage[] {
  try {
    return unlistedImages({ type, name, urn, props: plain(props) }, uses, corrections);
  } catch {
    return [];
  }
}

/** What a use names; undefined where its value is unknown or no reference. */
export function referenceOf(use: ImageUse): ImageReference | undefined {
  if (use.kind !== "image") return undefined;
  try {
    return parseImageReference(use.image);
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}
