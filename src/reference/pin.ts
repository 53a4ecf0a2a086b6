import type { Digest } from "./digest.ts";

/** Which spellings of a pinned reference a platform takes: some refuse a tag beside a digest. */
export type PinForm = "name:tag@digest" | "name@digest";

/** The reference as the user wrote it, with this digest; the tag is kept where the platform takes both. The text must be a valid reference. */
export function pinReference(text: string, digest: Digest, form: PinForm): string {
  const at = text.indexOf("@");
  const nameAndTag = at === -1 ? text : text.slice(0, at);
  if (form === "name:tag@digest") return `${nameAndTag}@${digest}`;
  const colon = nameAndTag.indexOf(":", nameAndTag.lastIndexOf("/") + 1);
  return `${colon === -1 ? nameAndTag : nameAndTag.slice(0, colon)}@${digest}`;
}
