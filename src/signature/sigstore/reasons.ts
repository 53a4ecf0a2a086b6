import type { CertificateIdentity } from "./certificate-identity.ts";

/**
 * Why a candidate is no trusted signature or attestation, in the order in which the checks run: what it claims comes before who made it,
 * so that a signature for another image never reads "untrusted key".
 */
export const SIGNATURE_REASONS = {
  "too-large": "The candidate is larger, or lists more, than any signature needs.",
  "malformed-bundle": "The bundle or envelope is not strict JSON, or its members are not those of a sigstore bundle.",
  "malformed-payload": "What was signed is not strict JSON, or its members are not those that cosign signs.",
  "malformed-signature": "The signature is empty or not canonical standard base64.",
  "unsupported-media-type": "The bundle's media type is none of the known sigstore bundle versions.",
  "unsupported-content": "The bundle signs the image manifest itself, and the manifest was not at hand.",
  "not-a-signature": "It is signed content, but not a cosign signature: another type, or an attestation.",
  "not-an-attestation": "It is signed content, but not an attestation: another type, or a signature.",
  "other-predicate-type": "It is an attestation of another type than the policy requires.",
  "other-digest": "It is a signature for another digest.",
  "not-a-key-signature": "It was made with a certificate, and the policy trusts keys.",
  "not-a-certificate-signature": "It was made with a key, and the policy trusts identities.",
  "no-trusted-key": "The policy names no key that could have made it.",
  "too-many-keys": "A signer has more keys than are tried.",
  "untrusted-key": "None of the trusted keys made this signature over these bytes.",
  "key-not-valid": "A trusted key made it, but not while the policy lets the key sign.",
  "malformed-certificate": "The certificate is not encoded as X.509 in DER.",
  "unsuitable-certificate": "The certificate is not one for signing code, or holds what would have to be ignored.",
  "unsuitable-identity": "The certificate names no subject, or several, or one that could be mistaken for another.",
  "unexpected-chain": "The signature brings certificates of an authority, and no signer has a CA of its own.",
  "other-signature": "The certificate's key did not make this signature over these bytes.",
  "no-trusted-root": "The policy gives no trusted root to verify it with.",
  "malformed-timestamp": "A timestamp is not encoded as RFC 3161 in DER, or was refused by its authority.",
  "untrusted-timestamp": "A timestamp is not by a trusted authority, not for this signature, or repeated.",
  "future-time": "A time that was to be verified lies ahead of this machine's clock.",
  "no-verified-time": "Nothing trusted says when it was made, so nobody knows whether the certificate was valid then.",
  "untrusted-certificate": "No trusted CA issued the certificate for the time of signing.",
  "unlogged-certificate": "No trusted certificate log has promised to list the certificate.",
  "malformed-log-entry": "An entry of a transparency log is not what such a log writes.",
  "unsupported-log-entry": "An entry of a transparency log is of a kind that is not verified.",
  "other-log-entry": "An entry of a transparency log is about another signature, another key or other bytes.",
  "untrusted-log-entry": "No trusted transparency log vouches for an entry.",
  "log-not-valid": "The transparency log was not trusted at the time of signing.",
  "no-log-entry": "Fewer transparency logs vouch for it than the policy asks for.",
  "untrusted-identity": "It is verified, and its signer is somebody whom the policy does not trust.",
  "other-reference":
    "A trusted signer made it, and the repository that it names is not the one that the policy requires.",
  "other-annotations": "A trusted signer made it, and it does not carry the annotations that the policy requires.",
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

/** A signature that is verified, by somebody whom the policy does not trust. */
export class UntrustedIdentity extends SignatureRejected {
  readonly identity: CertificateIdentity;

  constructor(message: string, identity: CertificateIdentity) {
    super("untrusted-identity", message);
    this.identity = identity;
  }
}

/** What a root says about signatures of another instance: true, and no help where another root got further. */
const BEGINNER: ReadonlySet<SignatureReason> = new Set([
  "untrusted-certificate",
  "untrusted-log-entry",
  "untrusted-timestamp",
  "no-log-entry",
]);

/** Of several refusals the one that got furthest; the first of those that got as far. */
export function mostTelling(refusals: readonly SignatureRejected[], none: SignatureRejected): SignatureRejected {
  return refusals.find(({ reason }) => !BEGINNER.has(reason)) ?? refusals[0] ?? none;
}
