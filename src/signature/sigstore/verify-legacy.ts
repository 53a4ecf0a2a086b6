import type { Digest } from "../../reference/index.ts";
import { decodeSignature } from "./base64.ts";
import type { SignedContent } from "./content.ts";
import { findKeySigner } from "./find-key.ts";
import { legacyMaterial } from "./legacy-material.ts";
import type { Annotations } from "./legacy-material.ts";
import type { VerificationMaterial } from "./material.ts";
import { checkPayloadClaim } from "./payload.ts";
import { SignatureRejected } from "./reasons.ts";
import type { CosignSigner, SignatureResult, VerifiedSigner } from "./signer.ts";
import { findSigner, isKeySigner, isKeylessSigner, judge } from "./verify-signature.ts";
import type { VerificationContext } from "./verify-signature.ts";

/** One layer of a `.sig` manifest: the simple-signing payload, and the layer's annotations. */
export interface LegacyCandidate {
  readonly payload: Uint8Array;
  /** The annotation `dev.cosignproject.cosign/signature`: canonical standard base64. */
  readonly signature: string;
  /** All annotations of the layer: certificate, chain, log entry and timestamp stand there, too. */
  readonly annotations?: Annotations;
}

/**
 * Verifies a cosign signature of the format before bundles: a signature over a simple-signing payload
 * (cosign SIGNATURE_SPEC, containers-signature(5)) for exactly the subject.
 * Never throws; whatever is unexpected is `verified: false`.
 */
export function verifyLegacySignature(
  candidate: LegacyCandidate,
  subject: Digest,
  signers: readonly CosignSigner[],
  context: VerificationContext = {},
): SignatureResult {
  return judge(() => {
    const claims = checkPayloadClaim(candidate.payload, subject);
    const signature = decodeSignature(candidate.signature);
    const bytes = Buffer.from(candidate.payload);
    const content = { bytes, payload: bytes, signature, claims };
    return findLegacySigner(content, legacyMaterial(candidate.annotations ?? {}), signers, context);
  });
}

/**
 * Finds who made a signature whose material stands in annotations. A certificate there may have been added by anybody: it
 * does not keep a trusted key from having made the signature, and is asked where none has.
 * @throws SignatureRejected
 */
export function findLegacySigner(
  content: SignedContent,
  material: VerificationMaterial,
  signers: readonly CosignSigner[],
  context: VerificationContext,
): VerifiedSigner {
  const found = { content, material, format: "legacy" } as const;
  const keyless = signers.filter(isKeylessSigner);
  if (material.certificate === undefined) return findSigner(found, signers, context);
  const byKey = signers.filter(isKeySigner);
  if (byKey.length > 0) {
    try {
      return findKeySigner(content, material, byKey, { now: context.now ?? new Date(), format: "legacy" });
    } catch (error) {
      if (!(error instanceof SignatureRejected) || keyless.length === 0) throw error;
    }
  }
  return findSigner(found, keyless, context);
}
