/**
 * What this room needs of the signature room and what that room does not export yet. To connect them: move these types to
 * signature/sigstore/signer.ts, export the two functions from signature/index.ts, and let this file re-export both.
 */
import type { TrustedKey } from "../signature/index.ts";

/** The extensions that Fulcio writes into a certificate about the run that asked for it (1.3.6.1.4.1.57264.1.9 to .23). */
export const CLAIM_NAMES = [
  "buildSignerUri",
  "buildSignerDigest",
  "runnerEnvironment",
  "sourceRepositoryUri",
  "sourceRepositoryDigest",
  "sourceRepositoryRef",
  "sourceRepositoryIdentifier",
  "sourceRepositoryOwnerUri",
  "sourceRepositoryOwnerIdentifier",
  "buildConfigUri",
  "buildConfigDigest",
  "buildTrigger",
  "runInvocationUri",
  "sourceRepositoryVisibility",
  "deploymentEnvironment",
] as const;
export type ClaimName = (typeof CLAIM_NAMES)[number];

/** Who a certificate says its holder is. Nothing in it is trusted before the certificate itself was verified. */
export interface CertificateIdentity {
  readonly issuer: string;
  readonly subject: { readonly kind: "uri" | "email" | "other-name"; readonly value: string };
  /** Absent where the certificate has none. */
  readonly claims: Readonly<Partial<Record<ClaimName, string>>>;
}

/** What the signed bytes themselves must say beside the digest; annotations of a manifest or a layer are not signed. */
export interface RequiredClaims {
  /** `registry/repository` that a legacy payload's docker-reference must name. A bundle names none, so none satisfies it. */
  readonly reference?: string;
  /** `optional` of a legacy payload, `subject[].annotations` of a bundle's statement: each must be there with this very text. */
  readonly annotations: ReadonlyMap<string, string>;
}

/** Whom a policy trusts by key: any one of the keys speaks for the signer. */
export interface KeySigner {
  readonly kind: "key";
  readonly name: string;
  readonly keys: readonly TrustedKey[];
  readonly transparencyLog: "required" | "not-required";
  /** Left out, the key's type decides: RSA signs by PKCS #1 v1.5. */
  readonly scheme?: "rsa-pss-sha256";
  /** Whose logs count where one is required; otherwise empty. */
  readonly roots: readonly TrustedRoot[];
  readonly requires: RequiredClaims;
}

/** Whom a policy trusts by the identity that a certificate of one of the trusted roots names. */
export interface KeylessSigner {
  readonly kind: "keyless";
  readonly name: string;
  /** Tried each on its own: authorities and logs of different instances are never mixed. */
  readonly roots: readonly TrustedRoot[];
  /** Why this identity is not the one that is trusted, in printable words; undefined where it is. */
  readonly mismatch: (identity: CertificateIdentity) => string | undefined;
  readonly requires: RequiredClaims;
}

export type TrustedSigner = KeySigner | KeylessSigner;

/** The authorities and logs of one Sigstore instance. */
export interface TrustedRoot {
  readonly source: string;
}

/** A file that holds no trusted root. */
export class InvalidTrustedRoot extends Error {
  override readonly name = "InvalidTrustedRoot";
}

/** NOT CONNECTED: the signature room's parser of trusted_root.json and .jsonl. @throws InvalidTrustedRoot */
export function parseTrustedRoot(bytes: Uint8Array): readonly TrustedRoot[] {
  throw new InvalidTrustedRoot(`its ${bytes.length} bytes cannot be read yet`);
}

/** NOT CONNECTED: the embedded root of the public-good instance. */
export function publicGoodRoot(): TrustedRoot {
  return { source: "public-good" };
}
