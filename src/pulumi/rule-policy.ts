import type { ReportViolation, ResourceValidationPolicy } from "@pulumi/policy";
import type { Verdict } from "../gate/index.ts";
import { finding, type Finding } from "../policy/index.ts";
import type { Rule } from "../rules/index.ts";
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
      if (rule.id === "image-checked") run.checkedBy.add(urn);
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

function findingsOf(rule: Rule, verdict: Verdict, run: Run, urn: string): Finding[] {
  const own = verdict.findings.filter((found) => found.rule === rule.id);
  if (rule.id === "image-signed") return [...own, ...unchecked(verdict, run, urn)];
  // A value that an update still does not know can only be a forged or broken one: it must not stay advisory (law 6).
  if (rule.id === "image-checked" && !run.preview && verdict.status === "unknown") return [stillUnknown()];
  return own;
}

/** What could not be checked is not signed either: said here where image-checked is switched off, and always at update, whatever its level. */
function unchecked(verdict: Verdict, run: Run, urn: string): Finding[] {
  const failed = verdict.findings.filter((found) => found.rule === "image-checked");
  const unknownAtUpdate = !run.preview && verdict.status === "unknown" ? [stillUnknown()] : [];
  if (run.preview && run.checkedBy.has(urn)) return [];
  return [...failed, ...unknownAtUpdate].map(({ reason, message }) =>
    finding("image-signed", reason, `no signature could be verified. ${message}`),
  );
}

function stillUnknown(): Finding {
  return finding(
    "image-checked",
    "still-unknown",
    "the value is unknown although this is an update, so it cannot be judged.",
  );
}
