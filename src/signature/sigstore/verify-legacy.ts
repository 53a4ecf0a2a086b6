import type { Digest } from "../../reference/index.ts";
import { decodeSignature } from "./base64.ts";
import { checkPayloadClaim } from "./payload.ts";
import type { KeySigner, SignatureResult } from "./signer.ts";
import { findSigner, judge } from "./verify-signature.ts";

/** One layer of a `.sig` manifest: the simple-signing payload, and the annotation `dev.cosignproject.cosign/signature`. */
export interface LegacyCandidate {
  readonly payload: Uint8Array;
  /** Canonical standard base64. */
  readonly signature: string;
}

/**
 * Verifies a cosign signature of the format before bundles: a key's signature over a simple-signing payload
 * (cosign SIGNATURE_SPEC, containers-signature(5)) for exactly the subject. No transparency log is asked.
 * Never throws; whatever is unexpected is `verified: false`.
 */
export function verifyLegacySignature(
  candidate: LegacyCandidate,
  subject: Digest,
  signers: readonly KeySigner[],
): SignatureResult {
  return judge(() => {
    checkPayloadClaim(candidate.payload, subject);
    const signature = decodeSignature(candidate.signature);
    return findSigner({ bytes: Buffer.from(candidate.payload), signature }, signers, "legacy");
  });
}
