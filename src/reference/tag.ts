import { InvalidImageReference } from "./errors.ts";
import { printable } from "./printable.ts";

declare const brand: unique symbol;
/** A name that can be moved: `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}` (distribution-spec, "Pulling manifests"). */
export type Tag = string & { readonly [brand]: "Tag" };

const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

export function parseTag(text: string): Tag {
  if (TAG.test(text)) return text as Tag;
  const message = `"${printable(text)}" is no tag: 1 to 128 letters, digits, dots, hyphens and underscores, not starting with a dot or hyphen.`;
  throw new InvalidImageReference("invalid-tag", message);
}
