import type { Source } from "../predicate/index.ts";
import type { Digest } from "../reference/index.ts";
import type { VerifiedSigner } from "../signature/index.ts";
import { provenances, vouchedByProvenance } from "./attested.ts";
import type { Content, Evidence, Facts, Unresolved } from "./facts.ts";

/** What a digest is and who vouches for it, beyond what its verdict needs; or why its manifest could not be read. */
export type Described = (Content & DescribedDigest) | Unresolved;

interface DescribedDigest {
  readonly kind: "described";
  readonly digest: Digest;
  /** Whether all that the policy asks of the digest is there; exemptions change nothing about that. */
  readonly isEarned: boolean;
  /** Who vouches for this very digest: by their signatures; else by the provenance that is required. Empty where nobody does. */
  readonly vouchers: readonly VerifiedSigner[];
  /** What a required provenance, or else the certificate of a voucher, says was built; not safe to print. */
  readonly source?: Source;
}

export function described(facts: Facts, isEarned: boolean): { readonly described?: Described } {
  const { resolution } = facts;
  if (resolution.kind === "failed") return { described: resolution };
  const { digest, mediaType, platforms = [] } = resolution;
  if (mediaType === undefined) return {};
  const vouchers = isEarned ? vouchersOf(facts) : [];
  const source = vouchers.length === 0 ? undefined : sourceOf(facts, vouchers);
  return {
    described: { kind: "described", digest, mediaType, platforms, isEarned, vouchers, ...(source && { source }) },
  };
}

function vouchersOf({ evidence, attested }: Facts): readonly VerifiedSigner[] {
  if (evidence.kind === "signed") return signersOf(evidence);
  return vouchedByProvenance(attested) ? provenances(attested).map(({ signer }) => signer) : [];
}

function sourceOf({ attested }: Facts, vouchers: readonly VerifiedSigner[]): Source | undefined {
  const built = provenances(attested).find(({ source }) => source !== undefined)?.source;
  return built ?? vouchers.map(certifiedSource).find((source) => source !== undefined);
}

function certifiedSource({ certificate }: VerifiedSigner): Source | undefined {
  const {
    sourceRepositoryUri: repository,
    sourceRepositoryDigest: commit,
    sourceRepositoryRef: ref,
  } = certificate?.claims ?? {};
  if (repository === undefined) return undefined;
  return { repository, ...(commit !== undefined && { commit }), ...(ref !== undefined && { ref }) };
}

/** Everybody whose signatures count, on whichever digests they are, each once by name and identity. */
export function signersOf(evidence: Evidence): readonly VerifiedSigner[] {
  if (evidence.kind !== "signed") return [];
  const { through } = evidence;
  const signed = through?.kind === "children" ? through.children : [evidence];
  const signers = signed.flatMap(({ signer, cosigners = [] }) => [signer, ...cosigners]);
  return [...new Map(signers.map((one) => [JSON.stringify([one.signer, one.identity]), one])).values()];
}
