export { InvalidPublicKey, parsePublicKey } from "./sigstore/public-key.ts";
export type { PublicKeyReason, TrustedKey } from "./sigstore/public-key.ts";
export { MAX_KEYS_PER_SIGNER } from "./sigstore/limits.ts";
export { SIGNATURE_REASONS } from "./sigstore/reasons.ts";
export type { SignatureReason } from "./sigstore/reasons.ts";
export type { KeySigner, SignatureResult, VerifiedSigner } from "./sigstore/signer.ts";
export { verifyBundle } from "./sigstore/verify-bundle.ts";
export { verifyLegacySignature } from "./sigstore/verify-legacy.ts";
export type { LegacySignature } from "./sigstore/verify-legacy.ts";
