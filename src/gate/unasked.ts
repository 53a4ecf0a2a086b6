import type { AttestationOutcome, Attested, BoundRule, Evidence } from "../policy/index.ts";
import type { Findings } from "./evidence.ts";

/** The one outcome of everything that a rule requires, where no registry could be asked. */
export function withoutAsking(rule: BoundRule, outcome: Evidence & AttestationOutcome = { kind: "unasked" }): Findings {
  const evidence: Evidence = rule.requirement.kind === "signed" ? outcome : { kind: "not-required" };
  return { evidence, attested: attestedAs(rule, outcome) };
}

function attestedAs({ requirement }: BoundRule, outcome: AttestationOutcome): readonly Attested[] {
  return requirement.attestations.map(({ name, anyOf }) => ({
    name,
    signers: anyOf.map(({ described }) => described),
    outcome,
  }));
}

/** Nothing was found on the digest itself, so that its index or its children are looked at. */
export function knownToLack(rule: BoundRule): Findings {
  return { evidence: { kind: "unsigned" }, attested: attestedAs(rule, { kind: "missing" }) };
}
