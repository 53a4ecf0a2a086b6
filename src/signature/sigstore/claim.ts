import { printable } from "../../reference/index.ts";
import type { Digest } from "../../reference/index.ts";
import { SignatureRejected } from "./reasons.ts";

/**
 * Binds a signature to the digest that will run (law 1).
 * @param claimed what the signed bytes say they are about, as `algorithm:hex`
 * @throws SignatureRejected "other-digest"
 */
export function requireSubject(claimed: readonly string[], subject: Digest): void {
  if (claimed.includes(subject)) return;
  const [first = "nothing that has such a digest"] = claimed;
  const others = claimed.length > 1 ? ` and ${claimed.length - 1} more` : "";
  throw new SignatureRejected("other-digest", `it is a signature for ${printable(first)}${others}, not for ${subject}`);
}

/** @throws SignatureRejected "not-a-signature" */
export function requireType(found: string, expected: string, what: string): void {
  if (found === expected) return;
  throw new SignatureRejected("not-a-signature", `${what} is "${printable(found)}", not "${expected}"`);
}
