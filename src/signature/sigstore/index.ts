export { CLAIM_NAMES } from "./certificate-identity.ts";
export { InvalidPublicKey, parsePublicKey } from "./public-key.ts";
export type { KeyOptions, KeyValidity, PublicKeyReason, TrustedKey } from "./public-key.ts";
export type { SignatureScheme } from "./key-signature.ts";
export type { AttestationCandidate, AttestationResult } from "./attestation.ts";
export type { Annotations } from "./legacy-material.ts";
export { MAX_KEYS_PER_SIGNER } from "./limits.ts";
export { claimedPredicateType } from "./predicate-type.ts";
export { SIGNATURE_REASONS } from "./reasons.ts";
export type { SignatureReason } from "./reasons.ts";
export type {
  CertificateIdentity,
  ClaimName,
  CosignSigner,
  KeySigner,
  KeylessSigner,
  SignatureResult,
  VerifiedSigner,
} from "./signer.ts";
export type { RequiredClaims } from "./signed-claims.ts";
export type { Thresholds } from "./thresholds.ts";
export { OLD_TRUSTED_ROOT_DAYS, publicGoodRoot, trustedRootAge } from "./trusted-root-embedded.ts";
export type { TrustedRootAge } from "./trusted-root-embedded.ts";
export { PUBLIC_GOOD_ROOT_SHA256 } from "./trusted-root-public-good.ts";
export { ownCertificateAuthority } from "./trusted-root-own-ca.ts";
export { InvalidTrustedRoot, parseTrustedRoots } from "./trusted-root.ts";
export type { TrustedRoot, TrustedRootOptions, TrustedRootReason } from "./trusted-root.ts";
export { verifyAttestation } from "./verify-attestation.ts";
export { verifyBundle } from "./verify-bundle.ts";
export type { BundleContext } from "./verify-bundle.ts";
export { verifyLegacySignature } from "./verify-legacy.ts";
export type { LegacyCandidate } from "./verify-legacy.ts";
export type { VerificationContext } from "./verify-signature.ts";
