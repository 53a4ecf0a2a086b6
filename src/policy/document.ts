import type { Digest, RegistryHost } from "../reference/index.ts";
import type { TrustedKey } from "../signature/index.ts";
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
}

/** Whom the policy trusts, by the policy's own name. */
export interface Signer {
  readonly name: string;
  readonly keys: readonly TrustedKey[];
}

/** What is required of the images in the repositories that a pattern covers. */
export interface ImageRule {
  readonly match: MatchPattern;
  readonly requirement: Requirement;
}

/** A signature by any of these, or none, for a reason that somebody wrote down. */
export type Requirement =
  | { readonly kind: "signed"; readonly anyOf: readonly Signer[] }
  | { readonly kind: "signature-not-required"; readonly because: string };

export interface RegistrySettings {
  /** Whether this host is spoken to without TLS. */
  readonly plainHttp: boolean;
}
