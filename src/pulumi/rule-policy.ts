import type { ReportViolation, ResourceValidationPolicy } from "@pulumi/policy";
import type { Verdict } from "../gate/index.ts";
import { finding, type Finding } from "../policy/index.ts";
import type { Rule, RuleId } from "../rules/index.ts";
import { guarded } from "./guarded.ts";
import { RECORDER, type Run } from "./run.ts";

/** A rule as a Pulumi policy of the same name: it reports its findings on what the recorder had judged. */
export function rulePolicy(rule: Rule, run: Run): ResourceValidationPolicy {
  return {
    name: rule.id,
    description: rule.title,
    enforcementLevel: rule.level,
    severity: rule.severity,
    validateResource: guarded(({ urn }, report) => {
      run.reported.set(urn, (run.reported.get(urn) ?? new Set()).add(rule.id));
      reportRecorded(rule, run, urn, report);
    }),
  };
}

function reportRecorded(rule: Rule, run: Run, urn: string, report: ReportViolation): void {
  const recorded = run.recorder.of(urn);
  if (recorded === undefined) {
    report(`recorder-disabled: the policy "${RECORDER}" did not run, so no image was judged. Do not switch it off.`);
    return;
  }
  if (recorded.kind === "failed") {
    report(`internal-error: the images of this resource could not be judged (${recorded.message}).`);
    return;
  }
  for (const verdict of recorded.verdicts) {
    for (const found of findingsOf(rule, verdict, run, urn)) report(run.narrator.tell(verdict, found));
  }
}

/** What a rule also tells where the named ones are switched off: a text that is no reference is not pinned, and what nobody could or would verify is not signed. */
const SPEAKS_FOR: Readonly<Partial<Record<RuleId, readonly RuleId[]>>> = {
  "image-pinned": ["image-reference"],
  "image-signed": ["image-reference", "image-registry", "image-checked"],
};

function findingsOf(rule: Rule, verdict: Verdict, run: Run, urn: string): Finding[] {
  const all = findingsAtThisStage(verdict, run);
  const silent = (SPEAKS_FOR[rule.id] ?? []).filter((other) => !hasSpoken(other, run, urn));
  const own = all.filter((found) => found.rule === rule.id);
  const others = all.filter((found) => silent.includes(found.rule));
  return [...own, ...others.map(({ reason, message }) => finding(rule.id, reason, message))];
}

/** At update image-checked counts as silent, so that what could not be checked blocks whatever that rule's level is. */
function hasSpoken(rule: RuleId, run: Run, urn: string): boolean {
  if (rule === "image-checked" && !run.preview) return false;
  return run.reported.get(urn)?.has(rule) === true;
}

/** A value that an update still does not know can only be a forged or broken one: it must not stay advisory (law 6). */
function findingsAtThisStage(verdict: Verdict, run: Run): readonly Finding[] {
  return verdict.status === "unknown" && !run.preview ? [...verdict.findings, stillUnknown()] : verdict.findings;
}

function stillUnknown(): Finding {
  return finding(
    "image-checked",
    "still-unknown",
    "the value is unknown although this is an update, so it cannot be judged.",
  );
}
