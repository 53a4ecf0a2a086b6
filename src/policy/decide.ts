import type { Digest } from "../reference/index.ts";
import { ruleOf, type RuleId, type Severity } from "../rules/index.ts";
import type { VerifiedSigner } from "../signature/index.ts";
import type { Evidence, Facts, Through, Unresolved } from "./facts.ts";
import { explain } from "./explain.ts";

/** The words a verdict can use; only `accepted` and `exempt` let an image through (law 3). */
export type Status = "accepted" | "rejected" | "undetermined" | "unknown" | "exempt";

/** A reference to write instead. `verified` says whether this very digest carries a signature that the policy trusts (law 4). */
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
}

/** What was decided about an image, wherever it is used. */
export interface Decision {
  readonly status: Status;
  readonly digest?: Digest;
  readonly findings: readonly Finding[];
  readonly signers: readonly VerifiedSigner[];
  /** On what the signers' signatures are, where they are not on the digest itself. */
  readonly through?: Through;
}

/** The reason of a finding about an image that the program itself builds. */
export const BUILT_IN_STACK = "built-in-stack";

/** Makes a finding with the severity of its rule. */
export function finding(rule: RuleId, reason: string, message: string, suggestion?: Suggestion): Finding {
  const plain = { rule, reason, severity: ruleOf(rule).severity, message };
  return suggestion === undefined ? plain : { ...plain, suggestion };
}

/** Facts in, decision out. Pure: every violated rule reports, and nothing but a verified signer or a waived signature accepts. */
export function decide(facts: Facts): Decision {
  const findings = [...pinnedFindings(facts), ...checkedFindings(facts), ...signedFindings(facts)];
  const digest = digestOf(facts);
  return {
    status: status(findings, facts),
    ...(digest === undefined ? {} : { digest }),
    findings,
    ...signature(facts.evidence),
  };
}

function signature(evidence: Evidence): Pick<Decision, "signers" | "through"> {
  if (evidence.kind !== "signed") return { signers: [] };
  const { signer, through } = evidence;
  if (through === undefined) return { signers: [signer] };
  const signers = through.kind === "index" ? [signer] : through.children.map((child) => child.signer);
  const byName = new Map(signers.map((one) => [JSON.stringify([one.signer, one.identity]), one]));
  return { signers: [...byName.values()], through };
}

function status(findings: readonly Finding[], { named, resolution, evidence }: Facts): Status {
  const onlyUnchecked = findings.every((one) => one.rule === "image-checked");
  if (findings.length > 0) return onlyUnchecked && !isTampering(resolution, evidence) ? "undetermined" : "rejected";
  const earned = evidence.kind === "signed" || evidence.kind === "not-required";
  return earned && resolution.kind === "pinned" && resolution.digest === named ? "accepted" : "undetermined";
}

/** Bytes that do not hash to the digest they were asked by are known to be bad, not merely unseen (law 2). */
function isTampering(...sources: readonly (Facts["resolution"] | Evidence)[]): boolean {
  return sources.some((one) => "error" in one && one.error.reason === "digest-mismatch");
}

function pinnedFindings(facts: Facts): Finding[] {
  if (facts.named !== undefined) return [];
  const reason = facts.tag === undefined ? "no-tag" : "mutable-tag";
  return [finding("image-pinned", reason, explain.mutable(facts), suggestion(facts))];
}

function suggestion({ resolution, evidence }: Facts): Suggestion | undefined {
  if (resolution.kind !== "resolved") return undefined;
  const { digest, platforms } = resolution;
  if (evidence.kind === "signed") return { digest, verified: true, platforms };
  return evidence.kind === "not-required" ? { digest, verified: false, platforms } : undefined;
}

function checkedFindings({ resolution, evidence, repository }: Facts): Finding[] {
  const failure = unresolved(resolution) ?? unresolved(evidence);
  if (failure === undefined || evidence.kind === "not-required") return [];
  return [finding("image-checked", failure.error.reason, explain.unchecked(repository, failure))];
}

function unresolved(source: Facts["resolution"] | Evidence): Unresolved | undefined {
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
  if (evidence.kind !== "untrusted") return [];
  return [finding("image-signed", evidence.failures[0].reason, explain.untrusted(facts, evidence.failures))];
}

function digestOf({ resolution }: Facts): Digest | undefined {
  return resolution.kind === "failed" ? undefined : resolution.digest;
}
