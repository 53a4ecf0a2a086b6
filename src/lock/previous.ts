import { parseImageReference } from "../reference/index.ts";
import type { LockEntry, LockFile } from "./lock-entry.ts";

export interface Previous {
  /** Under which reference it is locked. */
  readonly image: string;
  readonly entry: LockEntry;
}

/**
 * What a reference is compared with: its own entry; else, of those for the same repository and tag, which a bumped digest or a
 * deployed image left there, the one that was locked last. Without a tag one entry is taken for another only where it is the only one.
 */
export function previousIn(lock: LockFile): (image: string) => Previous | undefined {
  const byName = Map.groupBy(lock, ([image]) => nameOf(image));
  return (image) => {
    const own = lock.get(image);
    if (own !== undefined) return { image, entry: own };
    const kindred = byName.get(nameOf(image)) ?? [];
    if (kindred.length > 1 && !hasTag(image)) return undefined;
    const [last] = kindred.toSorted(([, a], [, b]) => Date.parse(b.locked) - Date.parse(a.locked));
    return last && { image: last[0], entry: last[1] };
  };
}

/** The reference without its digest. */
function nameOf(image: string): string {
  return image.replace(/@[^@]*$/, "");
}

function hasTag(image: string): boolean {
  return parseImageReference(image).tag !== undefined;
}
