import { unusedExemptions, type ExemptionTerms, type UnusedExemption } from "../policy/index.ts";
import { subjectOf } from "./subject.ts";
import type { Verdict } from "./verdict.ts";

/**
 * The exemptions that lifted nothing in a run. That an image is a secret's is told by no exemption that would have been about it
 * alone (law 10).
 */
export function unusedIn(verdicts: readonly Verdict[], terms: ExemptionTerms): readonly UnusedExemption[] {
  const judged = verdicts.map((verdict) => ({
    subject: subjectOf(verdict.use, verdict.digest),
    decision: verdict,
    verdict,
  }));
  const shown = new Set(
    unusedExemptions(
      judged.filter(({ verdict }) => verdict.use.secret !== true),
      terms,
    ).map(({ exemption }) => exemption),
  );
  return unusedExemptions(judged, terms).filter(({ exemption }) => shown.has(exemption));
}
