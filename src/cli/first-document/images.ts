import type { ImageUse } from "../../discover/index.ts";
import {
  formatImageReference,
  formatRepository,
  InvalidImageReference,
  parseImageReference,
  printable,
  type ImageReference,
} from "../../reference/index.ts";
import { UsageError } from "../terminal.ts";

/** More than this belongs into patterns, which only a person can choose. */
const MAX_IMAGES = 1000;

/** What is in use, each image once. */
export interface InUse {
  readonly images: readonly ImageReference[];
  /** What stands where an image should and is none, one printable line each. */
  readonly notes: readonly string[];
}

/** @throws UsageError where there is no image at all, or too many */
export function imagesOf(uses: readonly ImageUse[], most = MAX_IMAGES): InUse {
  const images = new Map<string, ImageReference>();
  const notes = new Set<string>();
  for (const use of uses) {
    const read = use.kind === "image" ? referenceIn(use.image) : use.kind === "unknown" ? "is not known" : use.why;
    if (typeof read === "string") notes.add(`${placeOf(use)} ${read}`);
    else images.set(formatImageReference(read), read);
  }
  if (images.size === 0) throw new UsageError(["no image is named.", ...notes].join("\n  Passed over: "));
  if (images.size > most) throw new UsageError(`${images.size} images are named; name at most ${most} at a time.`);
  const sorted = [...images.values()].sort((a, b) => (formatImageReference(a) < formatImageReference(b) ? -1 : 1));
  return { images: sorted, notes: [...notes] };
}

function referenceIn(image: string): ImageReference | string {
  try {
    return parseImageReference(image);
  } catch (error) {
    if (error instanceof InvalidImageReference) return `is no image reference: ${error.message}`;
    throw error;
  }
}

function placeOf({ place }: ImageUse): string {
  return `${printable(place.resource)}${place.path === "" ? "" : ` ${place.path}`}`;
}

/** The images of each repository, by its name. */
export function byRepository(images: readonly ImageReference[]): ReadonlyMap<string, readonly ImageReference[]> {
  return Map.groupBy(images, formatRepository);
}
