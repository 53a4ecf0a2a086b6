import type { StackValidationPolicy } from "@pulumi/policy";
import { liftedText } from "../report/index.ts";
import { guarded } from "./guarded.ts";
import { join } from "./join.ts";
import type { Entry } from "./recorder.ts";
import type { Run } from "./run.ts";

/** Tells every exemption that lifted something, each time: advisory, because the document allows it. The rules speak first. */
export function exemptionsPolicy(run: Run): StackValidationPolicy {
  return {
    name: "exemptions",
    description: "What an exemption of the policy document lifts is shown each time.",
    enforcementLevel: "advisory",
    validateStack: ({ resources }, report) =>
      guarded(report, async () => {
        await join(run, resources);
        let left = 0;
        for (const entry of run.recorder.all())
          for (const text of await liftedTexts(entry))
            if (run.reply.take(text)) report(text, entry.urn);
            else left += 1;
        if (left > 0) report(`${left} more findings that an exemption lifts do not fit in one answer.`);
      }),
  };
}

async function liftedTexts({ outcome }: Entry): Promise<readonly string[]> {
  const judged = await outcome;
  const verdicts = judged.kind === "judged" ? judged.verdicts : [];
  return verdicts.flatMap((verdict) => (verdict.lifted ?? []).map((lifted) => liftedText(verdict, lifted)));
}
