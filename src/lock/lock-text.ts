import { z } from "zod";

/** What stands in a lock file is shown to people, so that it is printable ASCII; what writes it writes nothing else. */
const MAX_TEXT = 2048;
const text = z.string().max(MAX_TEXT);

/** A media type, a URL, a ref: without blanks. */
export const word = text.regex(/^[!-~]+$/);

/** An identity. */
export const line = text.regex(/^[ -~]+$/);

/** A signer's name, as the policy document lets it be. */
export const name = text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

/** `os/architecture[/variant]` */
export const platform = text.regex(/^[A-Za-z0-9._-]{1,64}(?:\/[A-Za-z0-9._-]{1,64}){1,2}$/);

/** Whether a text of somebody else's can stand in a lock file as it is. */
export function canBeLocked(other: string): boolean {
  return word.safeParse(other).success;
}
