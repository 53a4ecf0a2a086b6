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

/**
 * The image uses of a resource, those marked whose value is a secret. Throws where the inputs cannot be copied.
 * @param inputs a copy of the inputs, where there is one already
 */
export function usesOf(
  { type, name, urn, props }: AnalyzedResource,
  corrections: Corrections,
  inputs: Tree = plain(props),
): readonly ImageUse[] {
  const discover = (tree: Tree) => discoverImageUses({ type, name, urn, props: tree }, corrections);
  return markSecretUses(discover(inputs), props, discover);
}

/**
 * What looks like an image in a resource of any type and is none of its uses. A hint: where it fails there is none.
 * @param inputs as above
 */
export function unlistedIn(
  { type, name, urn, props }: AnalyzedResource,
  uses: readonly ImageUse[],
  corrections: Corrections,
  inputs?: Tree,
): readonly UnlistedImage[] {
  try {
    return unlistedImages({ type, name, urn, props: inputs ?? plain(props) }, uses, corrections);
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
