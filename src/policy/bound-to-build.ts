import { Lack, readProvenance } from "../predicate/index.ts";
import type { CertificateIdentity, ClaimName, VerifiedSigner } from "../signature/index.ts";
import { contradiction } from "./provenance-claims.ts";
import { shown } from "./shown.ts";

/** A provenance of the same digest as the signatures, verified and by somebody whom the policy trusts for it. */
export interface VerifiedProvenance {
  readonly signer: VerifiedSigner;
  readonly predicateType: string;
  readonly predicate: unknown;
}

export type BuildBound =
  | { readonly bound: true; readonly signer: VerifiedSigner; readonly provenance: VerifiedSigner }
  /** The pair that came closest, in printable words that follow "it". */
  | { readonly bound: false; readonly why: string };

/**
 * Whether one run vouched twice for a digest: by one of the signatures, and by one of the provenances. Pure, never throws.
 * @param signatures all verified ones of the digest, by signers whom the policy trusts for signatures
 * @param provenances all verified ones of the digest, by signers whom the policy trusts for them
 * @param binding how far apart, in milliseconds, all times that are vouched for may be
 */
export function boundToBuild(
  signatures: readonly VerifiedSigner[],
  provenances: readonly VerifiedProvenance[],
  { within }: { readonly within: number },
): BuildBound {
  if (provenances.length === 0) return { bound: false, why: "carries no provenance by a signer who is trusted for it" };
  let closest: { readonly passed: number; readonly why: string } = { passed: -1, why: "carries no trusted signature" };
  for (const signer of signatures) {
    for (const provenance of provenances) {
      const failed = firstDifference({ signer, provenance, within });
      if (failed === undefined) return { bound: true, signer, provenance: provenance.signer };
      if (failed.passed > closest.passed) closest = failed;
    }
  }
  return { bound: false, why: closest.why };
}

interface Pair {
  readonly signer: VerifiedSigner;
  readonly provenance: VerifiedProvenance;
  readonly within: number;
}

/** In their order; each answers why the two are not of one run. */
const CHECKS: readonly ((pair: Pair) => string | undefined)[] = [
  ({ signer }) =>
    signer.certificate ? undefined : "was signed with a key, and nothing says in which run a key signed",
  ({ provenance }) =>
    provenance.signer.certificate
      ? undefined
      : "carries a provenance that was signed with a key, and nothing says in which run a key signed",
  (pair) => differentText(pair, "issuer", ({ issuer }) => issuer),
  (pair) => differentClaim(pair, "run", "runInvocationUri"),
  (pair) => differentClaim(pair, "commit", "sourceRepositoryDigest"),
  (pair) => differentClaim(pair, "workflow", "buildConfigUri"),
  contradicted,
  apart,
];

function firstDifference(pair: Pair): { readonly passed: number; readonly why: string } | undefined {
  for (const [passed, check] of CHECKS.entries()) {
    const why = check(pair);
    if (why !== undefined) return { passed, why };
  }
  return undefined;
}

function differentClaim(pair: Pair, words: string, claim: ClaimName): string | undefined {
  return differentText(pair, words, ({ claims }) => claims[claim]);
}

/** What one of the two does not say is not the same. */
function differentText(
  { signer, provenance }: Pair,
  words: string,
  read: (identity: CertificateIdentity) => string | undefined,
): string | undefined {
  const [a = "", b = ""] = [signer, provenance.signer].map(({ certificate }) => certificate && read(certificate));
  if (a === "") return `was signed with a certificate that names no ${words}`;
  if (b === "") return `carries a provenance whose certificate names no ${words}`;
  if (a === b) return undefined;
  return `was signed with a certificate for the ${words} ${shown(a)}, and its provenance with one for ${shown(b)}`;
}

/** What a provenance contradicts is nothing of its signature's: a long one is read once, and not again for each of many. */
const contradictions = new WeakMap<VerifiedProvenance, { readonly why: string | undefined }>();

/** The builder, too, has to be the one that the provenance's certificate was given to. */
function contradicted({ provenance }: Pair): string | undefined {
  const { why } = contradictions.get(provenance) ?? { why: contradictionOf(provenance) };
  contradictions.set(provenance, { why });
  return why;
}

function contradictionOf({ signer, predicateType, predicate }: VerifiedProvenance): string | undefined {
  const read = readProvenance(predicateType, predicate);
  const lack = read instanceof Lack ? read.words : signer.certificate && contradiction(read, signer.certificate);
  return lack === undefined ? undefined : `carries a provenance that ${lack}`;
}

/** Of several times the ones that are furthest apart count, so that nothing is won by having one more vouched for. */
function apart({ signer, provenance, within }: Pair): string | undefined {
  const [signed, built] = [signer, provenance.signer].map(({ times = [] }) => times.map((time) => time.getTime()));
  if (signed === undefined || signed.length === 0) return "was signed at a time that nobody vouches for";
  if (built === undefined || built.length === 0) return "carries a provenance of a time that nobody vouches for";
  const all = [...signed, ...built];
  const between = Math.max(...all) - Math.min(...all);
  if (between <= within) return undefined;
  return `was signed ${seconds(between)} apart from its provenance, and at most ${seconds(within)} are let through`;
}

function seconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1000)} s`;
}
