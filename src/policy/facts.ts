import type { Digest, Repository, Tag } from "../reference/index.ts";
import type { Source } from "../predicate/index.ts";
import type { Threshold } from "./threshold.ts";
import type { AttestationResult, SignatureResult, VerifiedSigner } from "../signature/index.ts";

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

/**
 * Which digest the reference stands for: the one it names, the one its tag answered once, or none. `recalled`: what was kept vouches
 * for it, and no registry was asked.
 */
export type Resolution =
  | (Seen & { readonly kind: "pinned"; readonly digest: Digest })
  | (Seen & { readonly kind: "resolved"; readonly digest: Digest; readonly platforms: readonly string[] })
  | Unresolved;

/** What the manifest says of itself, where it was fetched. */
export interface Content {
  readonly mediaType: string;
  /** `os/architecture[/variant]` of an index's images; empty for a single image. */
  readonly platforms: readonly string[];
}

/** What was seen of an image beside its digest. */
interface Seen extends Partial<Content> {
  readonly recalled?: true;
  /** `os/architecture[/variant]` of all that an index lists; absent where nobody can say, or it is none. */
  readonly listed?: readonly string[];
}

/** What the tag beside a named digest answered, where that is another digest. It is told, and never judged (laws 1, 2). */
export interface Tagged {
  readonly digest: Digest;
  /** Where it is an index that lists the named digest: the platforms for which it does, and how many other images it lists. */
  readonly among?: { readonly platforms: readonly string[]; readonly others: number };
}

export type FailedSignature = Extract<SignatureResult, { verified: false }>;

/** Who signed: one, or the first of all that the rule requires together. */
export interface Signed {
  readonly signer: VerifiedSigner;
  readonly cosigners?: readonly VerifiedSigner[];
}

/** What a registry holds about the digest, judged: a verified signer, or which of the ways in which there is none. */
export type Evidence =
  | (Signed & { readonly kind: "signed"; readonly through?: Through })
  | { readonly kind: "not-required" }
  | { readonly kind: "unsigned" }
  | { readonly kind: "untrusted"; readonly failures: readonly [FailedSignature, ...FailedSignature[]] }
  /** Trusted signatures by fewer than the rule requires: what lacks, in printable words, and what did not count beside them. */
  | { readonly kind: "too-few"; readonly lack: string; readonly failures: readonly FailedSignature[] }
  /** Trusted signatures, and no provenance of the build that made one of them: what was found instead, in printable words. */
  | { readonly kind: "unbound"; readonly why: string }
  | { readonly kind: "unasked" }
  | Unresolved;

/** Which digests carry the signature, where the deployed one does not: the index that lists it, or everything that it lists. */
export type Through =
  | { readonly kind: "index"; readonly digest: Digest }
  | { readonly kind: "children"; readonly children: readonly SignedChild[] };

export interface SignedChild extends Signed {
  readonly digest: Digest;
}

export type FailedAttestation = Extract<AttestationResult, { verified: false }>;

/** An attestation that the policy requires, and what was found of it. */
export interface Attested {
  /** As the document names it. */
  readonly name: string;
  /** Whom the policy trusts for it, in printable words. */
  readonly signers: readonly string[];
  readonly outcome: AttestationOutcome;
}

export type AttestationOutcome =
  | {
      readonly kind: "attested";
      readonly signer: VerifiedSigner;
      readonly predicateType: string;
      /** What a provenance says was built: the builder's own words, not safe to print. */
      readonly source?: Source;
    }
  /** There is none of this type, whoever signed it. */
  | { readonly kind: "missing" }
  /** There is one of this type, and nobody trusted signed it. */
  | { readonly kind: "untrusted"; readonly failures: readonly [FailedAttestation, ...FailedAttestation[]] }
  /** A trusted signer made it, and it does not say what is required. */
  | { readonly kind: "lacking"; readonly signer: VerifiedSigner; readonly lack: string }
  | { readonly kind: "unasked" }
  | Unresolved;

/** Everything a decision rests on. */
export interface Facts {
  readonly repository: Repository;
  readonly tag?: Tag;
  /** The digest that the reference itself names; without one it is mutable, whatever else was found. */
  readonly named?: Digest;
  readonly resolution: Resolution;
  /** Only of a reference that names both, and only where the tag was asked. */
  readonly tagged?: Tagged;
  /** Since when a lock file has the resolution's digest for the tag, RFC 3339; the tag was not asked then. */
  readonly locked?: string;
  /** About what the tag itself answers, where a lock file has another digest for it, which is the one that may be suggested. */
  readonly besideLock?: true;
  readonly evidence: Evidence;
  /** One for each attestation that the policy requires of the image. */
  readonly attested: readonly Attested[];
  /** Why neither an index nor children make up for what lacks, in printable sentences; only where the rule lets them. */
  readonly uncovered?: string;
  /** The type of the resource that builds this image in the same program. */
  readonly builtBy?: string;
  /** The signers whom the policy trusts for this image. */
  readonly signers: readonly string[];
  /** How many of them have to sign; any one where it is left out. */
  readonly needs?: Threshold;
}
