import { verifyAhead, rememberForNextRun } from "./ahead.ts";
import { guarded } from "./guarded.ts";
import type { TwoStagePolicy } from "./rule-policy.ts";
import { RECORDER, type Run } from "./run.ts";

/** The policy that reads the document and starts judging every resource's images; the rules only report. */
export function recorderPolicy(run: Run): TwoStagePolicy {
  return {
    name: RECORDER,
    description: "Reads the policy document and records the images of every resource for the rules to judge.",
    enforcementLevel: "mandatory",
    configSchema: { properties: { document: { type: "object" } } },
    validateResource: (args, report) =>
      guarded(report, () => {
        const state = run.state(args.getConfig<Record<string, unknown>>());
        if (state.kind === "invalid" && !run.toldDocument) report(state.message);
        run.toldDocument = true;
        run.recorder.record(args, run.gate, run.corrections());
        verifyAhead(run);
      }),
    validateStack: (_, report) =>
      guarded(report, () => {
        rememberForNextRun(run);
      }),
  };
}
