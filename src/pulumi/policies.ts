import type { Policies, ResourceValidationPolicy } from "@pulumi/policy";
import type { GateOptions } from "../gate/index.ts";
import { noPolicy } from "../report/index.ts";
import { rules } from "../rules/index.ts";
import { guarded } from "./guarded.ts";
import { rulePolicy } from "./rule-policy.ts";
import { RECORDER, startRun, type Run } from "./run.ts";

export interface PackOptions extends GateOptions {
  /** The pack's own folder: where digestbound.yaml lies and what inline paths are relative to. */
  readonly packFolder: string;
  /** Whether this is a preview; left out, the engine's environment tells, and silence counts as an update, which is stricter. */
  readonly preview?: boolean;
}

/** The policies of digestbound, for a pack of your own: `new PolicyPack(name, { policies: imagePolicies({ packFolder }) })`. */
export function imagePolicies(options: PackOptions): Policies {
  const run = startRun(options, options.packFolder, options.preview ?? isPreview(process.env));
  return [recorderPolicy(run), noPolicyPolicy(run), ...rules.map((rule) => rulePolicy(rule, run))];
}

function isPreview(environment: NodeJS.ProcessEnv): boolean {
  return (environment["PULUMI_NODEJS_DRY_RUN"] ?? environment["PULUMI_DRY_RUN"]) === "true";
}

function recorderPolicy(run: Run): ResourceValidationPolicy {
  return {
    name: RECORDER,
    description: "Reads the policy document and records the images of every resource for the rules to judge.",
    enforcementLevel: "mandatory",
    configSchema: { properties: { document: { type: "object" } } },
    validateResource: guarded(async (args, report) => {
      const state = run.state(args.getConfig<Record<string, unknown>>());
      if (state.kind === "invalid" && !run.toldDocument) report(state.message);
      run.toldDocument = true;
      await run.recorder.record(args, run.gate);
    }),
  };
}

/** Says how to begin where there is no document: once, and advisory, because nothing was judged wrongly. */
function noPolicyPolicy(run: Run): ResourceValidationPolicy {
  let told = false;
  return {
    name: "no-policy",
    description: "A policy document says whom to trust.",
    enforcementLevel: "advisory",
    validateResource: guarded((_, report) => {
      if (told || run.recorder.isEmpty || run.state({}).kind !== "absent") return;
      told = true;
      report(noPolicy.message);
    }),
  };
}
