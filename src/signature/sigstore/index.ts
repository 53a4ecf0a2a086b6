import type { Digest } from "../../reference/index.ts";
import { bundleSigner } from "./bundle.ts";
import { legacySigner, type LegacyCandidate } from "./legacy.ts";
import { Refused, type KeySigner, type SignatureResult, type VerifiedSigner } from "./result.ts";

export { InvalidPublicKey, parsePublicKey, type PublicKeyReason, type TrustedKey } from "./public-key.ts";
export type { LegacyCandidate } from "./legacy.ts";
export type { KeySigner, SignatureReason, SignatureResult, VerifiedSigner } from "./result.ts";

/** Whether one of the signers signed this digest in cosign's legacy format. Never throws: an exception is a refusal (law 3). */
export function verifyLegacySignature(
  candidate: LegacyCandidate,
  subject: Digest,
  signers: readonly KeySigner[],
): SignatureResult {
  return resultOf(() => legacySigner(candidate, subject, signers));
}

/** Whether one of the signers signed this digest in a sigstore bundle. Never throws: an exception is a refusal (law 3). */
export function verifyBundle(bundle: Uint8Array, subject: Digest, signers: readonly KeySigner[]): SignatureResult {
  return resultOf(() => bundleSigner(bundle, subject, signers));
}

function resultOf(verify: () => VerifiedSigner): SignatureResult {
  try {
    return { verified: true, signer: verify() };
  } catch (error) {
    if (error instanceof Refused) return { verified: false, reason: error.reason, message: error.message };
    const name = error instanceof Error ? error.name : typeof error;
    return { verified: false, reason: "verifier-error", message: `the verifier failed on it (${name})` };
  }
}
