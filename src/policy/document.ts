import type { Corrections } from "../discover/index.ts";
import type { Digest, RegistryHost, Repository, RepositoryName } from "../reference/index.ts";
import type { CertificateIdentity, Thresholds, TrustedKey, TrustedRoot } from "../signature/index.ts";
import type { AcknowledgeableRule } from "./acknowledgeable.ts";
import type { Condition } from "./condition.ts";
import type { Exemption } from "./exemption.ts";
import type { Levels } from "./levels.ts";
import type { MatchPattern } from "./match-pattern.ts";
import type { SignedClaims } from "./signed-claims.ts";
import type { Captures } from "./template.ts";
import type { Threshold } from "./threshold.ts";

/** What a policy document says, checked as a whole: there is no half-read document. */
export interface PolicyDocument {
  /** The file as it was named, or what the giver of an inline document calls it; for people. */
  readonly source: string;
  /** Of the file's bytes; of its JSON with sorted keys where the document was no file. */
  readonly digest: Digest;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly images: readonly ImageRule[];
  readonly registries: ReadonlyMap<RegistryHost, RegistrySettings>;
  /** Other names of registries, each with the host that its images count as being at. */
  readonly aliases: ReadonlyMap<RegistryHost, RegistryHost>;
  /** Where images stand that nothing else knows, and where none do. */
  readonly corrections: Corrections;
  /** Whether remediation at update may write a digest that no preview has shown. */
  readonly resolveAtUpdate: boolean;
  /** Whether an image that the program itself builds and pushes is accepted without a signature. */
  readonly builtInStack: "accepted" | "rejected";
  /** Whether an image asset of the AWS CDK is let through by its tag, which is the hash of what it was built from. */
  readonly cdkAssets: "accepted" | "rejected";
  /** Of which rules an AWS CDK app may acknowledge a violation; what it acknowledges of others stays an error. */
  readonly cdkAcknowledgements: ReadonlySet<AcknowledgeableRule>;
  /** How long, in milliseconds, what a registry said about an image's signatures may support an acceptance again. */
  readonly freshness: number;
  /** How violated rules are enforced; Pulumi's own config wins. */
  readonly levels: Levels;
  /** Which rules are lifted, for which images, until when. */
  readonly exemptions: readonly Exemption[];
  /** How far ahead, in milliseconds, an exemption may end; one that ends later is void until then. */
  readonly longestExemption?: number;
  /** Whether a resource may ask for exemptions of its own. */
  readonly inline: "allowed" | "rejected";
}

/** Whom the policy trusts, by the policy's own name. What captures stand in it is filled in for each image: `bindRule`. */
export type Signer = KeyTrust | KeylessTrust;

interface SignerTerms {
  readonly name: string;
  /** What the signed bytes must say beside the digest. */
  readonly claims: SignedClaims;
  /** Whose authorities and logs count, each root on its own. */
  readonly roots: readonly TrustedRoot[];
  /** How many logs and authorities have to vouch; one of each kind that the root has, where it is left out. */
  readonly thresholds?: Partial<Thresholds>;
}

/** Whoever holds one of these private keys. */
export interface KeyTrust extends SignerTerms {
  readonly kind: "key";
  /** Each with its scheme, where the document names one. */
  readonly keys: readonly TrustedKey[];
  readonly transparencyLog: "required" | "not-required";
}

/** Whomever a certificate names of whom all these conditions hold. */
export interface KeylessTrust extends SignerTerms {
  readonly kind: "keyless";
  readonly conditions: readonly Condition[];
}

/** What is required of the images in the repositories that a pattern covers. */
export interface ImageRule {
  readonly match: MatchPattern;
  readonly requirement: Requirement<Signer, AttestationRule>;
}

/** A signature by any of these, or by several, or none, for a reason that somebody wrote down; and attestations, all of them. */
export type Requirement<S, A = AttestationRequirement<S>> = SignedBy<S, A> | NotSigned<A>;

export interface SignedBy<S, A = AttestationRequirement<S>> {
  readonly kind: "signed";
  /** Whose signatures count. */
  readonly anyOf: readonly S[];
  /** How many of them have to sign; any one where it is left out. */
  readonly needs?: Threshold;
  readonly attestations: readonly A[];
  readonly boundToBuild?: BuildBinding<S>;
  /** Whether what is trusted on an index is enough for an image that it lists. */
  readonly childOfSignedIndex: boolean;
  /** Whether an index is trusted of which every child is. */
  readonly allChildren: boolean;
}

interface NotSigned<A> {
  readonly kind: "signature-not-required";
  readonly because: string;
  readonly attestations: readonly A[];
}

interface AttestationTerms<S> {
  /** As the document names it: `slsa-provenance`, or the predicate type's URI. */
  readonly name: string;
  readonly predicateTypes: readonly string[];
  readonly anyOf: readonly S[];
}

/** An attestation as a rule asks for it, whatever the image. */
export interface AttestationRule extends AttestationTerms<Signer> {
  readonly captures: readonly CaptureUse[];
  readonly bind: (captures: Captures) => PredicateCheck;
}

/** A capture that the match has to have, and the key that uses it. */
export interface CaptureUse {
  readonly field: string;
  readonly capture: string;
}

/** An attestation that an image has to carry: of one of these types, by any of these signers, with nothing lacking. */
export interface AttestationRequirement<S> extends AttestationTerms<S> {
  /** What each attestation of these types is asked. */
  readonly lack: PredicateCheck;
}

/** What a predicate lacks, in printable words that follow "it"; undefined where it is as required. Never throws. */
export type PredicateCheck = (predicate: unknown, context: PredicateContext) => string | undefined;

export interface PredicateContext {
  readonly predicateType: string;
  /** Of who signed, where there is one. */
  readonly certificate?: CertificateIdentity;
  readonly now: Date;
}

/**
 * Signature and provenance by one and the same run, for the same digest, at most `within` milliseconds apart in either order:
 * one run vouched twice.
 */
export interface BuildBinding<S> {
  /** Who signs the provenance. */
  readonly anyOf: readonly S[];
  readonly within: number;
}

/** How one registry host is spoken to. */
export interface RegistrySettings {
  /** Whether this host is spoken to without TLS. */
  readonly plainHttp: boolean;
  /** Whether this host may have a private or loopback address. */
  readonly privateNetwork: boolean;
  /** The only authorities, in PEM, under which this host's certificate may be issued; the system's where it is left out. */
  readonly ca?: string;
  readonly credentials?: NamedCredentials;
  /** Where the same bytes may be had; asked for digests only. */
  readonly mirrors: readonly Mirror[];
  /** Where the signatures on this host's images are, instead of beside each image. */
  readonly signatureRepository?: Repository;
}

/** A login whose password stands in an environment variable; the document never holds one. */
export interface NamedCredentials {
  readonly username: string;
  readonly passwordEnv: string;
}

/** A place before which a repository's name is put: `registry/[prefix/]name`. */
export interface Mirror {
  readonly registry: RegistryHost;
  readonly prefix: RepositoryName | "";
}
