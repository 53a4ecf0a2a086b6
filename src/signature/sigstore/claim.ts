import { digestAlgorithm, printable } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { excerpt } from "./excerpt.ts";
import { SignatureRejected } from "./reasons.ts";
import type { SignatureReason } from "./reasons.ts";

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

const LACKS = {
  "not-a-signature": "no signature on an image",
  "not-an-attestation": "no attestation",
  "other-predicate-type": "no attestation of the type that is required",
} as const satisfies Readonly<Partial<Record<SignatureReason, string>>>;

/** @throws SignatureRejected of the reason that is given */
export function requireType(
  found: string,
  expected: readonly string[],
  what: string,
  reason: keyof typeof LACKS = "not-a-signature",
): void {
  if (expected.includes(found)) return;
  const wanted = expected.map((type) => `"${printable(type)}"`).join(" or ");
  throw new SignatureRejected(
    reason,
    `something signed was found, but it is ${LACKS[reason]}: its ${what} is "${excerpt(found)}", not ${wanted}`,
  );
}
