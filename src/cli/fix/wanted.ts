import type { ImageUse } from "../../discover/index.ts";
import type { Verdict } from "../../gate/index.ts";
import { InvalidImageReference, parseImageReference } from "../../reference/index.ts";
import { type Offered, verifiedReference } from "../../remedy/index.ts";

type ImageHere = Extract<ImageUse, { kind: "image" }>;

/** What is to become of one use. */
export interface Intent {
  /** About the reference as it stands there. */
  readonly verdict: Verdict;
  /** About its tag alone, where that was asked to move the digest beside it. */
  readonly tag?: Verdict;
  /** What to write; absent where it stays as it is. */
  readonly offered?: Offered;
}

/** The use without its digest, so that the tag is asked; undefined where no tag stands beside one. */
export function byItsTag(use: ImageUse): ImageUse | undefined {
  if (use.kind !== "image" || !hasBoth(use.image)) return undefined;
  return { ...use, image: tagged(use) };
}

function tagged({ image }: ImageHere): string {
  return image.split("@", 1)[0] ?? image;
}

function hasBoth(image: string): boolean {
  try {
    const { tag, digest } = parseImageReference(image);
    return tag !== undefined && digest !== undefined;
  } catch (error) {
    if (error instanceof InvalidImageReference) return false;
    throw error;
  }
}

/** Only what the gate offers itself is written (law 4); a digest that stands there moves only where its tag was asked for. */
export function intentOf(verdict: Verdict, tag: Verdict | undefined, acceptsUnverified: boolean): Intent {
  const { use } = verdict;
  const found = verifiedReference(tag ?? verdict, acceptsUnverified);
  if (found === undefined || use.kind !== "image") return { verdict, ...(tag && { tag }) };
  const isThere = found.pinned === use.image;
  return { verdict, ...(tag && { tag }), ...(!isThere && { offered: { ...found, image: use.image } }) };
}

/** Whether the digest was to be moved, and stays because of what its tag answered. */
export function isKept({ verdict: { use }, tag, offered }: Intent): boolean {
  if (offered !== undefined || tag === undefined || tag.status === "exempt") return false;
  return use.kind !== "image" || verifiedReference(tag, true)?.pinned !== use.image;
}
