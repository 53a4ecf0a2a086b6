import type { TrustedKey } from "./public-key.ts";

/** Why a candidate is no trusted signature on the digest that was asked about. */
export type SignatureReason =
  | "malformed"
  | "other-digest"
  | "not-a-signature"
  | "unsupported-content"
  | "not-a-key-signature"
  | "untrusted-key"
  | "verifier-error";

/** A name in the policy and the keys it stands for. */
export interface KeySigner {
  readonly name: string;
  readonly keys: readonly TrustedKey[];
}

/** Who signed: the policy's own name for the signer, and the key that proved it. */
export interface VerifiedSigner {
  readonly signer: string;
  readonly system: "cosign";
  readonly identity: string;
  readonly format: "legacy" | "bundle";
}

export type SignatureResult =
  | { readonly verified: true; readonly signer: VerifiedSigner }
  | { readonly verified: false; readonly reason: SignatureReason; readonly message: string };

/** A candidate turned down on the way; the outermost function turns it into a result. */
export class Refused extends Error {
  readonly reason: SignatureReason;

  constructor(reason: SignatureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
