import type { SignatureReason } from "../signature/index.ts";

/**
 * Of what was verified first what comes closest; a signature for this digest tells more than junk that lies beside it, and than
 * an attestation, of which a signed image may have several.
 */
const HELPFUL: readonly SignatureReason[] = [
  "untrusted-identity",
  "other-reference",
  "other-annotations",
  "key-not-valid",
  "no-log-entry",
  "untrusted-key",
  "untrusted-certificate",
  "unlogged-certificate",
  "untrusted-log-entry",
  "no-verified-time",
  "not-a-certificate-signature",
  "not-a-key-signature",
  "other-digest",
  "not-a-signature",
];

/** The most helpful first, the others as they were found. */
export function mostHelpfulFirst<T extends { readonly reason: SignatureReason }>(failures: readonly T[]): T[] {
  return failures.toSorted((a, b) => helpfulness(a) - helpfulness(b));
}

function helpfulness({ reason }: { readonly reason: SignatureReason }): number {
  const place = HELPFUL.indexOf(reason);
  return place === -1 ? HELPFUL.length : place;
}
