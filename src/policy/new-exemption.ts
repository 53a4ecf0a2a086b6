import { whyVoid, longestFor, type ExemptionTerms } from "./covering.ts";
import { DAY } from "./duration.ts";
import { exemptionShape } from "./exemption-shape.ts";
import { readExemption } from "./exemptions.ts";
import { collectProblems } from "./problems.ts";

/** What all entries have in common that somebody is about to write. */
export interface NewExemption {
  readonly because: string;
  readonly owner: string;
  readonly until: string;
}

/** Stands for the repositories, which are read off the images. */
const PROBE = { image: "registry.example/app", rule: "image-signed" };

/** What is wrong with them under a document: the key, and why, in printable words. Read as the document itself will be. Pure. */
export function newExemptionProblem(
  fresh: NewExemption,
  terms: ExemptionTerms,
): { readonly key: string; readonly message: string } | undefined {
  const problems = collectProblems();
  const report = problems.reportAt((path) => ({ source: "", path }));
  const probe = readExemption(exemptionShape, { ...PROBE, ...fresh }, [], report);
  const [first] = problems.found;
  if (probe === undefined) return { key: first?.path ?? "", message: first?.message ?? "cannot be read." };
  if (whyVoid(probe, terms) === undefined) return undefined;
  if (probe.end < terms.now) return { key: "until", message: `${probe.until} is over.` };
  const longest = longestFor(probe, terms.policy);
  // A day ends with its last millisecond.
  const last = new Date(terms.now + longest - DAY + 1).toISOString().slice(0, 10);
  return {
    key: "until",
    message: `${probe.until} is more than ${longest / DAY} days ahead, the document's longestExemption; the last day is ${last}.`,
  };
}
