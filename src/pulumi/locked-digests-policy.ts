import type { StackValidationPolicy } from "@pulumi/policy";
import { lockText } from "../report/index.ts";
import { guarded } from "./guarded.ts";
import { join } from "./join.ts";
import type { Entry } from "./recorder.ts";
import type { Run } from "./run.ts";

/**
 * Tells the locked digest of every tag, also of those that remediation replaced, so that a change of the lock file alone is
 * seen. A policy of its own, advisory, since image-lock may be mandatory and all is well here.
 */
export function lockedDigestsPolicy(run: Run): StackValidationPolicy {
  return {
    name: "locked-digests",
    description: "Which digest the lock file has for a tag is shown each time.",
    enforcementLevel: "advisory",
    validateStack: ({ resources }, report) =>
      guarded(report, async () => {
        await join(run, resources);
        const lines: { readonly urn: string; readonly text: string }[] = [...run.written];
        for (const entry of run.recorder.all())
          lines.push(...(await lockedTexts(entry)).map((text) => ({ urn: entry.urn, text })));
        const told = lines.filter(({ urn, text }) => {
          const fits = run.reply.take(text);
          if (fits) report(text, urn);
          return fits;
        });
        const left = lines.length - told.length;
        if (left > 0) report(`${left} more locked digests do not fit in one answer.`);
      }),
  };
}

async function lockedTexts({ outcome }: Entry): Promise<readonly string[]> {
  const judged = await outcome;
  const verdicts = judged.kind === "judged" ? judged.verdicts : [];
  return verdicts.flatMap((verdict) =>
    verdict.findings.filter(({ reason }) => reason === "locked-digest").map((found) => lockText(verdict, found)),
  );
}
