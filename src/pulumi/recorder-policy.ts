import { verifyAhead, rememberForNextRun } from "./ahead.ts";
import { tellFrozen, tellStackFrozen } from "./frozen.ts";
import { guarded } from "./guarded.ts";
import { join } from "./join.ts";
import type { TwoStagePolicy } from "./rule-policy.ts";
import { RECORDER, type Run } from "./run.ts";

/** The policy that reads the document and starts judging every resource's images; the rules only report. */
export function recorderPolicy(run: Run): TwoStagePolicy {
  return {
    name: RECORDER,
    description: "Reads the policy document and records the images of every resource for the rules to judge.",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: {
        document: { type: "object" },
        lock: { type: "string" },
        frozen: { type: "boolean" },
        offline: { type: "boolean" },
      },
    },
    validateResource: (args, report) =>
      guarded(report, async () => {
        const states = [run.state(args.getConfig<Record<string, unknown>>()), run.lock()];
        for (const state of states) if (state.kind === "invalid" && !run.toldDocument) report(state.message);
        run.toldDocument = true;
        const entry = run.recorder.record(args, run.gate, run.corrections());
        verifyAhead(run);
        if (run.stage === "update") await tellFrozen(run, entry, report);
      }),
    validateStack: ({ resources }, report) =>
      guarded(report, async () => {
        rememberForNextRun(run);
        if (run.isFrozen()) await join(run, resources);
        await tellStackFrozen(run, report);
      }),
  };
}
