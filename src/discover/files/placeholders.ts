import type { ImageUse, LocatedUse } from "../image-use.ts";
import { printable } from "../../reference/index.ts";

/** What somebody fills in before an image is deployed: `{{ tag }}`, `${TAG}`, `$(params.image)`, `$TAG`. No reference has such letters. */
const PLACEHOLDER = /\{\{.*?\}\}|\$\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|\$\w+/gs;
const LONGEST = 120;

/** The uses of a file in which a reference that is still to be filled in is unknown. */
export function withPlaceholders(located: readonly LocatedUse[]): readonly LocatedUse[] {
  return located.map(({ use, spot }) => ({ use: use.kind === "image" ? filledIn(use) : use, spot }));
}

function filledIn(use: ImageUse & { readonly kind: "image" }): ImageUse {
  return /\{\{|\$/.test(use.image) ? unknownImage(use, use.image) : use;
}

/** What is said of a use whatever its reference is. */
export type Bare = Pick<ImageUse, "role" | "pinForm" | "place" | "platform" | "markers">;

export function bare({ role, pinForm, place, platform, markers }: Bare): Bare {
  return { role, pinForm, place, ...(platform !== undefined && { platform }), ...(markers && { markers }) };
}

/** A use whose reference is not written out yet. @param text the reference as it is written */
export function unknownImage(use: Bare, text: string): ImageUse {
  const known = text.replaceAll(PLACEHOLDER, "…");
  const isKnown = /[^…:@/]/.test(known) && known !== text;
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const why = `is filled in later: ${printable(shown.replaceAll(/\s+/g, " "))}.`;
  return { ...bare(use), kind: "unknown", why, ...(isKnown && { known }) };
}
