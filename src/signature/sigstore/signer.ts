import type { CertificateIdentity } from "./certificate-identity.ts";
import type { TrustedKey } from "./public-key.ts";
import type { SignatureReason } from "./reasons.ts";
import type { RequiredClaims } from "./signed-claims.ts";
import type { Thresholds } from "./thresholds.ts";
import type { TrustedRoot } from "./trusted-root.ts";

export type { CertificateIdentity, ClaimName } from "./certificate-identity.ts";

/** Whom a policy trusts by key: any one of the keys speaks for the signer; at most `MAX_KEYS_PER_SIGNER`. */
export interface KeySigner {
  readonly kind: "key";
  readonly name: string;
  readonly keys: readonly TrustedKey[];
  /** `required`: an entry about this signature by this key, proven by a log of one of the roots. */
  readonly transparencyLog: "required" | "not-required";
  /** Whose logs vouch for the signature; Sigstore's public-good instance unless told. */
  readonly roots?: readonly TrustedRoot[];
  /** How many logs and authorities a logged signature needs; one log, unless told. */
  readonly thresholds?: Partial<Thresholds>;
  readonly requires?: RequiredClaims;
}

/** Whom a policy trusts by the identity in a short-lived certificate. */
export interface KeylessSigner {
  readonly kind: "keyless";
  readonly name: string;
  /** Each is tried on its own; a root of kind "own-ca" also takes the intermediate certificates that a signature brings. */
  readonly roots: readonly TrustedRoot[];
  /** Undefined where the identity is the one that is trusted; else which field differs, in words that are safe to print. */
  readonly mismatch: (identity: CertificateIdentity) => string | undefined;
  /** How many logs and times a signature needs; one of each kind that the root has, unless told. */
  readonly thresholds?: Partial<Thresholds>;
  readonly requires?: RequiredClaims;
}

export type CosignSigner = KeySigner | KeylessSigner;

export interface VerifiedSigner {
  /** The name that the policy gives the signer. */
  readonly signer: string;
  readonly system: "cosign";
  /**
   * `key <fingerprint>`: base64 of the SHA-256 of the key's SubjectPublicKeyInfo; or `<subject> (issuer <issuer>)`, printable
   * ASCII, from a certificate.
   */
  readonly identity: string;
  /** `legacy`: as cosign stored it before bundles, under a `.sig` or `.att` tag; `bundle`: a sigstore bundle. */
  readonly format: SignatureFormat;
  /** What the certificate says, where one was verified. */
  readonly certificate?: CertificateIdentity;
  /** base64 of the SHA-256 of the SubjectPublicKeyInfo of the certificate's key; absent where a key of the policy signed. */
  readonly key?: string;
  /** When it was signed, as logs and timestamp authorities vouch for; absent where nobody was asked. */
  readonly times?: readonly Date[];
}

export type SignatureFormat = "legacy" | "bundle";

export type SignatureResult =
  | { readonly verified: true; readonly signer: VerifiedSigner }
  | {
      readonly verified: false;
      readonly reason: SignatureReason;
      readonly message: string;
      /** Who did sign, verified against a root but not trusted by the policy; only with "untrusted-identity". */
      readonly signedBy?: CertificateIdentity;
    };
