import type { Finding } from "../policy/index.ts";
import { pinReference } from "../reference/index.ts";
import type { Verdict } from "./verdict.ts";

/** The reference that the finding suggests, written as the user wrote it with the digest added. */
export function suggestedImage({ use, image }: Verdict, { suggestion }: Finding): string | undefined {
  if (suggestion === undefined || image === null) return undefined;
  return pinReference(image, suggestion.digest, use.pinForm);
}
