export { InvalidPublicKey, parsePublicKey } from "./public-key.ts";
export type { PublicKeyReason, TrustedKey } from "./public-key.ts";
export { MAX_KEYS_PER_SIGNER } from "./limits.ts";
export { SIGNATURE_REASONS } from "./reasons.ts";
export type { SignatureReason } from "./reasons.ts";
export type { KeySigner, SignatureResult, VerifiedSigner } from "./signer.ts";
export { verifyBundle } from "./verify-bundle.ts";
export { verifyLegacySignature } from "./verify-legacy.ts";
export type { LegacyCandidate } from "./verify-legacy.ts";
