import type { Digest } from "../reference/index.ts";
import {
  verifyAttestation,
  verifyBundle,
  verifyLegacySignature,
  type AttestationCandidate,
  type AttestationResult,
  type CosignSigner,
  type LegacyCandidate,
  type SignatureResult,
} from "../signature/index.ts";

/** How bytes become a verified signer: the signature room's functions, passed in so that a failing verifier can be tried. */
export interface Verifier {
  readonly legacy: (candidate: LegacyCandidate, subject: Digest, signers: readonly CosignSigner[]) => SignatureResult;
  /** `manifest`: the subject's own bytes, which some bundles sign; without them such a bundle is "unsupported-content". */
  readonly bundle: (
    bundle: Uint8Array,
    subject: Digest,
    signers: readonly CosignSigner[],
    manifest?: Uint8Array,
  ) => SignatureResult;
  /** Of one of these predicate types; what the predicate says is not judged. */
  readonly attestation: (
    candidate: AttestationCandidate,
    subject: Digest,
    signers: readonly CosignSigner[],
    predicateTypes: readonly string[],
  ) => AttestationResult;
}

/**
 * The signature room's functions.
 * @param now the clock, in milliseconds since 1970
 */
export function cosignVerifier(now: () => number = Date.now): Verifier {
  const context = () => ({ now: new Date(now()) });
  return {
    legacy: (candidate, subject, signers) => verifyLegacySignature(candidate, subject, signers, context()),
    bundle: (bundle, subject, signers, manifest) =>
      verifyBundle(bundle, subject, signers, { ...context(), ...(manifest && { manifest }) }),
    attestation: (candidate, subject, signers, predicateTypes) =>
      verifyAttestation(candidate, subject, signers, predicateTypes, context()),
  };
}
