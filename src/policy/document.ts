import type { Digest, RegistryHost } from "../reference/index.ts";
import type { TrustedKey } from "../signature/index.ts";
import type { MatchPattern } from "./match-pattern.ts";

/** Whom a policy trusts, by the policy's own name. */
export interface Signer {
  readonly name: string;
  readonly keys: readonly TrustedKey[];
}

/** What an image needs: a signature by any of these, or none, for a reason that somebody wrote down. */
export type Requirement =
  | { readonly kind: "signed"; readonly anyOf: readonly Signer[] }
  | { readonly kind: "signature-not-required"; readonly because: string };

export interface ImageRule {
  readonly match: MatchPattern;
  readonly requirement: Requirement;
}

export interface RegistrySettings {
  readonly plainHttp: boolean;
}

/** A policy document in which every name was resolved and every key was read. */
export interface PolicyDocument {
  /** The file as it was named, or "policy config (document)". */
  readonly source: string;
  /** Of the document's bytes. */
  readonly digest: Digest;
  readonly signers: ReadonlyMap<string, Signer>;
  readonly images: readonly ImageRule[];
  readonly registries: ReadonlyMap<RegistryHost, RegistrySettings>;
}
