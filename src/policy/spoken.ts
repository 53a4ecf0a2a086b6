import type { RuleId } from "../rules/index.ts";
import { finding, type Decision, type Finding } from "./decide.ts";

/** What a rule also tells where the named ones are silent: a text that is no reference is not pinned, and what nobody could or would verify is neither signed nor, where it must be, attested. */
const SPEAKS_FOR: Readonly<Partial<Record<RuleId, readonly RuleId[]>>> = {
  "image-pinned": ["image-reference"],
  "image-signed": ["image-reference", "image-registry", "image-checked"],
  "image-attested": ["image-checked"],
};

/** The rules whose findings a rule also tells where they are silent. */
export function speaksFor(rule: RuleId): readonly RuleId[] {
  return SPEAKS_FOR[rule] ?? [];
}

/** What a rule tells in the place of silent ones, so that switching one rule off never lifts another. */
export function spokenFor(
  rule: RuleId,
  { findings, mustBeAttested }: Pick<Decision, "findings" | "mustBeAttested">,
  silent: readonly RuleId[],
): readonly Finding[] {
  if (rule === "image-attested" && mustBeAttested !== true) return [];
  const others = findings.filter((found) => silent.includes(found.rule));
  return others.map(({ reason, message }) => finding(rule, reason, message));
}
