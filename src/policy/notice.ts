import type { Decision, Finding, Suggestion } from "./decide.ts";

/** Whether a finding counts for the verdict: what image-lock notices is told and changes nothing, unless it blocks. */
export function counts({ rule, blocks }: Pick<Finding, "rule" | "blocks">): boolean {
  return rule !== "image-lock" || blocks === true;
}

/** Whether nothing is wrong: which digest is locked is told each time, so that a change of the lock file alone is seen. */
export function isNoFault({ rule, reason }: Pick<Finding, "rule" | "reason">): boolean {
  return rule === "image-lock" && reason === "locked-digest";
}

/** A decision, exemptions applied, with what was noticed beside it. What blocks rejects, whatever else was found or lifted. */
export function withNotices<D extends Decision>(decision: D, notices: readonly Finding[]): D {
  if (notices.length === 0) return decision;
  if (!notices.some(counts)) return { ...decision, findings: [...decision.findings, ...notices] };
  const findings = isOnlyAboutTag(notices) ? decision.findings : decision.findings.map(unsuggested);
  return { ...decision, status: "rejected", findings: [...findings, ...notices] };
}

/** Then the locked digest, which is what is suggested, would not be rejected. */
function isOnlyAboutTag(notices: readonly Finding[]): boolean {
  return notices.filter(counts).every(({ reason }) => reason === "tag-moved" || reason === "tag-silent");
}

/** What would be rejected all the same is not offered (law 4). */
function unsuggested(found: Finding): Finding {
  const alone = { ...found };
  delete (alone as { suggestion?: Suggestion }).suggestion;
  return alone;
}
