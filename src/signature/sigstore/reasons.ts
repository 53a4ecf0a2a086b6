/**
 * Why a candidate is no trusted signature, in the order in which the checks run: what it claims comes before who made it,
 * so that a signature for another image never reads "untrusted key".
 */
export const SIGNATURE_REASONS = {
  "too-large": "The candidate is larger, or lists more, than any signature needs.",
  "malformed-bundle": "The bundle is not strict JSON, or its members are not those of a sigstore bundle.",
  "malformed-payload": "What was signed is not strict JSON, or its members are not those that cosign signs.",
  "malformed-signature": "The signature is empty or not canonical standard base64.",
  "unsupported-media-type": "The bundle's media type is none of the known sigstore bundle versions.",
  "unsupported-content": "The bundle signs a message digest; only in-toto statements in a DSSE envelope are verified.",
  "not-a-signature": "It is signed content, but not a cosign signature: another type, or an attestation.",
  "other-digest": "It is a signature for another digest.",
  "not-a-key-signature": "It was made with a certificate, and the policy trusts keys.",
  "no-trusted-key": "The policy names no key that could have made it.",
  "too-many-keys": "A signer has more keys than are tried.",
  "untrusted-key": "None of the trusted keys made this signature over these bytes.",
  "verifier-error": "The verifier itself failed; what it could not judge is not accepted.",
} as const satisfies Readonly<Record<string, string>>;

export type SignatureReason = keyof typeof SIGNATURE_REASONS;

/** How a check inside this room says no; it never leaves the room, see `judge`. */
export class SignatureRejected extends Error {
  override readonly name = "SignatureRejected";
  readonly reason: SignatureReason;

  constructor(reason: SignatureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
