import type { ReportViolation, StackValidationPolicy } from "@pulumi/policy";
import { unusedIn, type Verdict } from "../gate/index.ts";
import { liftedText, unusedFindings } from "../report/index.ts";
import { guarded } from "./guarded.ts";
import { join } from "./join.ts";
import type { Run } from "./run.ts";

/**
 * Tells every exemption that lifted something, each time, and those that were about images of this stack and lifted nothing:
 * advisory, because the document allows it. The rules speak first.
 */
export function exemptionsPolicy(run: Run, now: () => number = Date.now): StackValidationPolicy {
  return {
    name: "exemptions",
    description: "What exemptions lift is shown each time, and which of them lift nothing.",
    enforcementLevel: "advisory",
    validateStack: ({ resources }, report) =>
      guarded(report, async () => {
        await join(run, resources);
        const { lifted, unused } = await exemptionsIn(run, now());
        tellAll(lifted, "findings that an exemption lifts", run, report);
        tellAll(unused, "exemptions that lifted nothing", run, report);
      }),
  };
}

function tellAll(all: readonly Told[], what: string, { reply }: Run, report: ReportViolation): void {
  const left = all.filter(({ text, urn }) => {
    const fits = reply.take(text);
    if (fits) report(text, urn);
    return !fits;
  });
  if (left.length > 0) report(`${left.length} more ${what} do not fit in one answer.`);
}

interface Told {
  readonly text: string;
  /** Of the resource; absent where it is about the whole stack. */
  readonly urn?: string;
}

async function exemptionsIn(run: Run, now: number): Promise<{ readonly lifted: Told[]; readonly unused: Told[] }> {
  const lifted: Told[] = [];
  const verdicts: Verdict[] = [];
  let isWhole = true;
  for (const { urn, outcome } of run.recorder.all()) {
    const judged = await outcome;
    if (judged.kind === "failed") isWhole = false;
    else {
      verdicts.push(...judged.verdicts);
      lifted.push(...judged.verdicts.flatMap((verdict) => liftedBy(verdict).map((text) => ({ text, urn }))));
    }
  }
  // What was not judged may be what an exemption is for.
  return { lifted, unused: isWhole ? unusedBy(run, verdicts, now) : [] };
}

function liftedBy(verdict: Verdict): readonly string[] {
  return (verdict.lifted ?? []).map((lifted) => liftedText(verdict, lifted));
}

function unusedBy(run: Run, verdicts: readonly Verdict[], now: number): Told[] {
  const policy = run.document();
  if (policy === undefined) return [];
  return unusedFindings(unusedIn(verdicts, { policy, now })).map(({ message }) => ({ text: message }));
}
