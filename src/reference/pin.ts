import type { Digest } from "./digest.ts";
import { parseImageReference } from "./parse.ts";

/** Whether the tag stays beside the digest: some platforms refuse a reference that has both. */
export type PinForm = "name:tag@digest" | "name@digest";

/**
 * The text as the user wrote it with the digest added, or put in the place of the one it has.
 *
 * @example pinReference("nginx:1.29", digest, "name:tag@digest") // nginx:1.29@sha256:…
 * @example pinReference("nginx:1.29", digest, "name@digest") // nginx@sha256:…
 * @throws InvalidImageReference where the text is no image reference
 */
export function pinReference(text: string, digest: Digest, form: PinForm): string {
  const { tag } = parseImageReference(text);
  const [tagged = ""] = text.split("@", 1);
  const name = tag === undefined ? tagged : tagged.slice(0, -`:${tag}`.length);
  return `${form === "name@digest" ? name : tagged}@${digest}`;
}
