import type { Corrections } from "../../discover/index.ts";
import type { LockFile } from "../../lock/index.ts";
import { formatImageReference, parseImageReference, type ImageReference } from "../../reference/index.ts";
import { imagesOf } from "../first-document/images.ts";
import { usesNamed } from "../first-document/inputs.ts";
import { UsageError, type Terminal } from "../terminal.ts";

/** As many as a lock file holds. */
const MAX_IMAGES = 10_000;

/** The images of a run. */
export interface Named {
  /** In the spelling of the lock file, each once, sorted. */
  readonly images: readonly string[];
  /** What stands where an image should and is none, one printable line each. */
  readonly notes: readonly string[];
}

/**
 * What the arguments name, or all that is locked.
 * @throws UsageError where that is nothing
 */
export async function imagesNamed(
  names: readonly string[],
  lock: LockFile | undefined,
  terminal: Terminal,
  signal: AbortSignal,
  corrections?: Corrections,
): Promise<Named> {
  if (names.length > 0) {
    const { images, notes } = imagesOf(await usesNamed(names, terminal, signal, corrections), MAX_IMAGES);
    return { images: [...new Set(images.map(lockedName))].sort(), notes };
  }
  if (lock === undefined || lock.size === 0) {
    throw new UsageError(
      `${lock === undefined ? "there is no lock file yet" : "nothing is locked"}; name images: digestbound lock IMAGE or PATH…`,
    );
  }
  return { images: [...lock.keys()].sort(), notes: [] };
}

/** Under which name an image is locked: without tag and digest it is what a registry would take, `latest`. */
function lockedName(reference: ImageReference): string {
  const { tag, digest } = reference;
  const name = formatImageReference(reference);
  return tag === undefined && digest === undefined ? `${name}:latest` : name;
}

/** The reference that names the digest which an entry had: `name:tag@digest`. */
export function pinnedName(image: string, digest: string): string {
  return parseImageReference(image).digest === undefined ? `${image}@${digest}` : image;
}
