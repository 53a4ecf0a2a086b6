import type { TrustedKey } from "./public-key.ts";
import type { SignatureReason } from "./reasons.ts";

/** Whom a policy trusts by key: any one of the keys speaks for the signer; at most `MAX_KEYS_PER_SIGNER`. */
export interface KeySigner {
  readonly name: string;
  readonly keys: readonly TrustedKey[];
}

export interface VerifiedSigner {
  /** The name that the policy gives the signer. */
  readonly signer: string;
  readonly system: "cosign";
  /** `key <fingerprint>`: base64 of the SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly identity: string;
  /** `legacy`: a simple-signing payload under a `.sig` tag; `bundle`: a sigstore bundle. */
  readonly format: SignatureFormat;
}

export type SignatureFormat = "legacy" | "bundle";

export type SignatureResult =
  | { readonly verified: true; readonly signer: VerifiedSigner }
  | { readonly verified: false; readonly reason: SignatureReason; readonly message: string };
