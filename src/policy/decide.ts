import type { Digest } from "../reference/index.ts";
import { ruleOf, type RuleId, type Severity } from "../rules/index.ts";
import type { VerifiedSigner } from "../signature/index.ts";
import {
  allAttested,
  unresolvedAttestations,
  verifiedAttestations,
  vouchedByProvenance,
  type VerifiedAttestation,
} from "./attested.ts";
import type { Attested, Evidence, Facts, Through, Unresolved } from "./facts.ts";
import { described, signersOf, type Described } from "./described.ts";
import type { Lifted } from "./lift.ts";
import { explain } from "./explain.ts";

/** The words a verdict can use; only `accepted` and `exempt` let an image through (law 3). */
export type Status = "accepted" | "rejected" | "undetermined" | "unknown" | "exempt";

/**
 * A reference to write instead. `verified` says whether somebody whom the policy trusts vouches for this very digest (law 4): by a
 * signature; where none is required, by a provenance that is.
 */
export interface Suggestion {
  readonly digest: Digest;
  readonly verified: boolean;
  readonly platforms: readonly string[];
}

/** One reason of a verdict. */
export interface Finding {
  readonly rule: RuleId;
  readonly reason: string;
  readonly severity: Severity;
  readonly message: string;
  readonly suggestion?: Suggestion;
  /** Of image-lock: it counts for the verdict, which no other finding of that rule does (see `counts`). */
  readonly blocks?: true;
}

/** What was decided about an image, wherever it is used. */
export interface Decision {
  readonly status: Status;
  readonly digest?: Digest;
  readonly findings: readonly Finding[];
  readonly signers: readonly VerifiedSigner[];
  /** The required attestations that were found, in the document's order; absent where there are none. */
  readonly attestations?: readonly VerifiedAttestation[];
  /** The policy requires attestations, so that what could not be checked may have been one. */
  readonly mustBeAttested?: true;
  /** Bytes were not what they were asked by: known to be bad, not merely unseen (law 2). */
  readonly tampered?: true;
  /** What exemptions lifted. */
  readonly lifted?: readonly Lifted[];
  /** Since when the lock file has this digest for the tag, RFC 3339; absent where the tag itself was asked. */
  readonly locked?: string;
  /** On what the signers' signatures are, where they are not on the digest itself. */
  readonly through?: Through;
  /** What the digest is and who vouches for it, or why nobody knows; absent where its manifest was not asked for. */
  readonly described?: Described;
}

/** The reason of a finding about an image that the program itself builds. */
export const BUILT_IN_STACK = "built-in-stack";

const NO_RULES: ReadonlySet<RuleId> = new Set();

/** Makes a finding with the severity of its rule. */
export function finding(rule: RuleId, reason: string, message: string, suggestion?: Suggestion): Finding {
  const plain = { rule, reason, severity: ruleOf(rule).severity, message };
  return suggestion === undefined ? plain : { ...plain, suggestion };
}

/**
 * Facts in, decision out. Pure: every violated rule reports, and nothing but a verified signer or a waived signature, with every
 * attestation that is required, accepts.
 */
export function decide(facts: Facts, exempt: ReadonlySet<RuleId> = NO_RULES): Decision {
  const findings = [
    ...pinnedFindings(facts, exempt),
    ...checkedFindings(facts),
    ...signedFindings(facts),
    ...attestedFindings(facts),
  ];
  const digest = digestOf(facts);
  const attestations = verifiedAttestations(facts.attested);
  return {
    status: status(findings, facts),
    ...(digest === undefined ? {} : { digest }),
    findings,
    ...signature(facts.evidence),
    ...(attestations.length > 0 && { attestations }),
    ...(facts.attested.length > 0 && { mustBeAttested: true }),
    ...(hasTampering(facts) && { tampered: true }),
    ...(facts.locked !== undefined && { locked: facts.locked }),
    ...described(facts, isEarned(facts)),
  };
}

function signature(evidence: Evidence): Pick<Decision, "signers" | "through"> {
  const through = evidence.kind === "signed" ? evidence.through : undefined;
  return { signers: signersOf(evidence), ...(through && { through }) };
}

function status(findings: readonly Finding[], facts: Facts): Status {
  const { named, resolution } = facts;
  const onlyUnchecked = findings.every((one) => one.rule === "image-checked");
  if (findings.length > 0) return onlyUnchecked && !hasTampering(facts) ? "undetermined" : "rejected";
  return isEarned(facts) && resolution.kind === "pinned" && resolution.digest === named ? "accepted" : "undetermined";
}

/** All that the policy asks of a digest beside its being named. */
function isEarned({ evidence, attested }: Facts): boolean {
  return (evidence.kind === "signed" || evidence.kind === "not-required") && allAttested(attested);
}

/** Bytes that do not hash to the digest they were asked by are known to be bad, not merely unseen (law 2). */
function hasTampering({ resolution, evidence, attested }: Facts): boolean {
  const sources: readonly Source[] = [resolution, evidence, ...attested.map(({ outcome }) => outcome)];
  return sources.some((one) => "error" in one && one.error.reason === "digest-mismatch");
}

function pinnedFindings(facts: Facts, exempt: ReadonlySet<RuleId>): Finding[] {
  if (facts.named !== undefined) return [];
  const reason = facts.tag === undefined ? "no-tag" : "mutable-tag";
  return [finding("image-pinned", reason, explain.mutable(facts), suggestion(facts, exempt))];
}

/** What only an exemption lets through is offered as what it is: nobody vouches for it (law 4). */
function suggestion(facts: Facts, exempt: ReadonlySet<RuleId>): Suggestion | undefined {
  const { resolution, evidence, attested } = facts;
  const earned = isEarned(facts);
  if (resolution.kind !== "resolved" || (!earned && !isExempt(facts, exempt))) return undefined;
  const { digest, platforms } = resolution;
  const vouched = evidence.kind === "signed" || vouchedByProvenance(attested);
  return { digest, verified: earned && vouched, platforms };
}

/** Whether all that is wanting is known, and lifted. */
function isExempt({ evidence, attested }: Facts, exempt: ReadonlySet<RuleId>): boolean {
  const isSigned = evidence.kind === "signed" || evidence.kind === "not-required";
  const isUnsigned = ["unsigned", "untrusted", "too-few", "unbound"].includes(evidence.kind);
  const signed = isSigned || (isUnsigned && exempt.has("image-signed"));
  const isKnown = attested.every(({ outcome: { kind } }) => kind !== "failed" && kind !== "unasked");
  return signed && (allAttested(attested) || (isKnown && exempt.has("image-attested")));
}

type Source = Facts["resolution"] | Evidence | Attested["outcome"];

/** One finding for each thing that kept something from being found out, however much it kept. */
function checkedFindings({ resolution, evidence, attested, repository }: Facts): Finding[] {
  if (evidence.kind === "not-required" && attested.length === 0) return [];
  const failure = unresolved(resolution) ?? unresolved(evidence);
  const failures = [...(failure === undefined ? [] : [failure]), ...unresolvedAttestations(attested)];
  const found = failures.map((one) => finding("image-checked", one.error.reason, explain.unchecked(repository, one)));
  return found.filter(({ message }, index) => found.findIndex((other) => other.message === message) === index);
}

function unresolved(source: Source): Unresolved | undefined {
  return source.kind === "failed" ? source : undefined;
}

function signedFindings(facts: Facts): Finding[] {
  const { evidence } = facts;
  if (evidence.kind === "unsigned" && facts.builtBy !== undefined) {
    return [
      finding("image-signed", BUILT_IN_STACK, `${explain.unsigned(facts)} ${explain.builtInStack(facts.builtBy)}`),
    ];
  }
  if (evidence.kind === "unsigned") return [finding("image-signed", "no-signature", explain.unsigned(facts))];
  if (evidence.kind === "too-few") return [finding("image-signed", "too-few-signers", explain.tooFew(facts, evidence))];
  if (evidence.kind === "unbound") {
    return [finding("image-signed", "other-build", explain.unbound(facts, evidence.why))];
  }
  if (evidence.kind !== "untrusted") return [];
  return [finding("image-signed", evidence.failures[0].reason, explain.untrusted(facts, evidence.failures))];
}

/** One for each requirement that is not met. */
function attestedFindings(facts: Facts): Finding[] {
  return facts.attested.flatMap((one) => {
    const { outcome } = one;
    const found = (reason: string, message: string) => [finding("image-attested", reason, message)];
    switch (outcome.kind) {
      case "missing":
        return found("no-attestation", explain.unattested(facts, one));
      case "untrusted":
        return found(outcome.failures[0].reason, explain.untrustedAttestation(facts, one, outcome.failures));
      case "lacking":
        return found("predicate-lacks", explain.lacking(facts, one, outcome));
      case "attested":
      case "unasked":
      case "failed":
        return [];
    }
  });
}

/** The digest that the facts are about: the named one, or what the tag answered. */
export function digestOf({ resolution }: Pick<Facts, "resolution">): Digest | undefined {
  return resolution.kind === "failed" ? undefined : resolution.digest;
}
