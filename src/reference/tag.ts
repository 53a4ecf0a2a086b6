import type { ReferenceReason, Refuse } from "./errors.ts";
import { quotePart } from "./printable.ts";

/** A tag: 1 to 128 ASCII letters, digits, `_`, `.` and `-`, not beginning with `.` or `-`. */
export type Tag = string & { readonly __brand: "Tag" };

const MAX_TAG = 128;

export function readTag(text: string, refuse: Refuse<ReferenceReason>): Tag {
  if (text === "") refuse("tag-empty", "the tag after the colon is empty; write a tag or remove the colon");
  if (text.length > MAX_TAG) {
    refuse("tag-too-long", `the tag has ${text.length} characters; at most ${MAX_TAG} are allowed`);
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text)) {
    refuse(
      "tag-syntax",
      `the tag ${quotePart(text)} is not letters, digits, "_", "." and "-" beginning with a letter, digit or "_"`,
    );
  }
  return text as Tag;
}
