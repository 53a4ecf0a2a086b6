import { isDeepStrictEqual } from "node:util";
import type { FileUse, ImageUse } from "../../discover/index.ts";
import { formatRepository, InvalidImageReference, parseImageReference } from "../../reference/index.ts";
import type { Change } from "./change.ts";
import type { Spliced } from "./spliced.ts";

/**
 * Whether the new text, read again, says what was meant: the same uses at the same places, those that were changed with their pinned
 * reference and all others as they were.
 */
export function saysWhatWasMeant(
  before: readonly FileUse[],
  after: readonly FileUse[],
  changes: readonly Change[],
  { moved }: Pick<Spliced, "moved">,
): boolean {
  if (before.length !== after.length) return false;
  const changeOf = new Map(changes.map((change) => [change.index, change]));
  return before.every((old, index) => {
    const now = after[index];
    const change = changeOf.get(index);
    if (now === undefined || !isDeepStrictEqual(around(old.use), around(now.use))) return false;
    if (old.source !== undefined && !isDeepStrictEqual(moved(old.source), now.source)) return false;
    return change === undefined ? isDeepStrictEqual(said(old.use), said(now.use)) : isPinned(now.use, change, old);
  });
}

/** All but the value itself, and but lines and columns: after a change they are others. */
function around({ place: { file, resource, path }, role, pinForm, platform, markers }: ImageUse) {
  return { file, resource, path, role, pinForm, platform, markers };
}

function said(use: ImageUse): readonly unknown[] {
  if (use.kind === "image") return [use.kind, use.image];
  return use.kind === "unknown" ? [use.kind, use.known, use.why] : [use.kind, use.why];
}

function isPinned(use: ImageUse, { pinned }: Change, { source }: FileUse): boolean {
  if (use.kind !== "image") return false;
  return use.image === pinned || (source === undefined && isSameButForTag(use.image, pinned));
}

/** What stands in parts may be put together without its tag, as some charts do beside a digest. */
function isSameButForTag(image: string, pinned: string): boolean {
  try {
    const [is, wanted] = [parseImageReference(image), parseImageReference(pinned)];
    const isSame = formatRepository(is) === formatRepository(wanted) && is.digest === wanted.digest;
    return isSame && (is.tag === undefined || is.tag === wanted.tag);
  } catch (error) {
    if (error instanceof InvalidImageReference) return false;
    throw error;
  }
}
