import type { Digest, RegistryHost, Repository, RepositoryName } from "../reference/index.ts";
import type { KeySigner } from "../signature/index.ts";
import type { MatchPattern } from "./match-pattern.ts";

/** What a policy document says, checked as a whole: there is no half-read document. */
export interface PolicyDocument {
  /** The file as it was named, or what the giver of an inline document calls it; for people. */
  readonly source: string;
  /** Of the file's bytes; of its JSON with sorted keys where the document was no file. */
  readonly digest: Digest;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly images: readonly ImageRule[];
  readonly registries: ReadonlyMap<RegistryHost, RegistrySettings>;
  /** Whether remediation at update may write a digest that no preview has shown. */
  readonly resolveAtUpdate: boolean;
  /** Whether an image that the program itself builds and pushes is accepted without a signature. */
  readonly builtInStack: "accepted" | "rejected";
  /** How long, in milliseconds, what a registry said about an image's signatures may support an acceptance again. */
  readonly freshness: number;
}

/** Whom the policy trusts, by the policy's own name. */
export type Signer = KeySigner;

/** What is required of the images in the repositories that a pattern covers. */
export interface ImageRule {
  readonly match: MatchPattern;
  readonly requirement: Requirement;
}

/** A signature by any of these, or none, for a reason that somebody wrote down. */
export type Requirement =
  | { readonly kind: "signed"; readonly anyOf: readonly Signer[] }
  | { readonly kind: "signature-not-required"; readonly because: string };

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
