import { unusedExemptions, type ExemptionTerms, type UnusedExemption } from "../policy/index.ts";
import { subjectOf } from "./subject.ts";
import type { Verdict } from "./verdict.ts";

/** The exemptions that lifted nothing in a run. */
export function unusedIn(verdicts: readonly Verdict[], terms: ExemptionTerms): readonly UnusedExemption[] {
  const judged = verdicts.map((verdict) => ({
    subject: subjectOf(verdict.use, verdict.digest),
    decision: verdict,
    isSecret: verdict.use.secret === true,
  }));
  return unusedExemptions(judged, terms);
}
