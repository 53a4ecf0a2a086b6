import type { Digest } from "../reference/index.ts";

/** Who vouched for a digest when it was locked; for people and for comparing, never evidence (law 5). */
export interface LockedSigner {
  /** The policy's name for it. */
  readonly signer: string;
  readonly system: "cosign";
  /** As reports tell it: `key ‹fingerprint›`, or `‹subject› (issuer ‹issuer›)`. */
  readonly identity: string;
  /** When it was signed as logs and timestamp authorities vouch for, RFC 3339, UTC; absent where nobody was asked. */
  readonly signed?: string;
}

/** What an image was built from, as the certificate or the provenance that was verified says it. */
export interface LockedSource {
  readonly repository: string;
  readonly commit?: string;
  readonly ref?: string;
}

/** Where verified evidence was found: pointers to bytes that prove themselves. */
export interface LockedEvidence {
  /** The digest that it is about: the entry's own, or that of an index or child that vouches for it. */
  readonly subject: Digest;
  readonly kind: "legacy" | "bundle" | "attestation";
  /** The manifest that holds it. */
  readonly manifest: Digest;
}

/** What a reference stood for when it was verified. */
export interface LockEntry {
  readonly digest: Digest;
  readonly mediaType: string;
  /** `os/architecture[/variant]` of an index's images; empty for a single image. */
  readonly platforms: readonly string[];
  /** Who signed it, or its required provenance. Empty where the policy asks for neither: then nobody vouches for the digest. */
  readonly signers: readonly LockedSigner[];
  readonly source?: LockedSource;
  /** When this entry last changed, RFC 3339, UTC, whole seconds. */
  readonly locked: string;
  /** Empty unless evidence is stored beside the lock file. */
  readonly evidence: readonly LockedEvidence[];
}

/** The entries by canonical reference: `ghcr.io/acme/web:1.4`, `…:1.4@sha256:…` or `…@sha256:…`. */
export type LockFile = ReadonlyMap<string, LockEntry>;
