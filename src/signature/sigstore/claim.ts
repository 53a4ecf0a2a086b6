import { digestAlgorithm, printable } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { SignatureRejected } from "./reasons.ts";

/**
 * Binds a signature to the digest that will run (law 1).
 * @param claimed what the signed bytes say they are about, as `algorithm:hex`
 * @throws SignatureRejected "other-digest"
 */
export function requireSubject(claimed: readonly string[], subject: Digest): void {
  if (!claimed.includes(subject)) throw new SignatureRejected("other-digest", otherDigest(claimed, subject));
}

function otherDigest(claimed: readonly string[], subject: Digest): string {
  const [first, ...others] = claimed;
  if (first === undefined) return `a signature was found, but it names no ${digestAlgorithm(subject)} digest`;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `a signature was found, but it was made for ${printable(first)}${more}, not for ${subject}`;
}

/** @throws SignatureRejected "not-a-signature" */
export function requireType(found: string, expected: string, what: string): void {
  if (found === expected) return;
  throw new SignatureRejected(
    "not-a-signature",
    `something signed was found, but it is no signature on an image: its ${what} is "${printable(found)}", not "${expected}"`,
  );
}
