import type { Digest, Repository, Tag } from "../reference/index.ts";
import type { SignatureResult, VerifiedSigner } from "../signature/index.ts";

/** Why something could not be found out: a stable code, a sentence, and what to do next. */
export interface Failure {
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Unresolved {
  readonly kind: "failed";
  readonly error: Failure;
}

/** Which digest the reference stands for: the one it names, the one its tag answered once, or none. */
export type Resolution =
  | { readonly kind: "pinned"; readonly digest: Digest }
  | { readonly kind: "resolved"; readonly digest: Digest; readonly platforms: readonly string[] }
  | Unresolved;

export type FailedSignature = Extract<SignatureResult, { verified: false }>;

/** What a registry holds about the digest, judged: a verified signer, or which of the ways in which there is none. */
export type Evidence =
  | { readonly kind: "signed"; readonly signer: VerifiedSigner }
  | { readonly kind: "not-required" }
  | { readonly kind: "unsigned" }
  | { readonly kind: "untrusted"; readonly failures: readonly [FailedSignature, ...FailedSignature[]] }
  | { readonly kind: "unasked" }
  | Unresolved;

/** Everything a decision rests on. */
export interface Facts {
  readonly repository: Repository;
  readonly tag?: Tag;
  /** The digest that the reference itself names; without one it is mutable, whatever else was found. */
  readonly named?: Digest;
  readonly resolution: Resolution;
  readonly evidence: Evidence;
  /** The type of the resource that builds this image in the same program. */
  readonly builtBy?: string;
  /** The signers whom the policy trusts for this image. */
  readonly signers: readonly string[];
}
