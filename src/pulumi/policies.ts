import type { Policies, ResourceValidationPolicy } from "@pulumi/policy";
import { noPolicy, oldRootFindings } from "../report/index.ts";
import { packRules } from "../rules/index.ts";
import { exemptionsPolicy } from "./exemptions-policy.ts";
import { guarded } from "./guarded.ts";
import { lockedDigestsPolicy } from "./locked-digests-policy.ts";
import { recorderPolicy } from "./recorder-policy.ts";
import { rulePolicy } from "./rule-policy.ts";
import { startRun, type Run, type RunOptions } from "./run.ts";
import { traceSecrets } from "./secret-inputs.ts";
import { stageOf } from "./stage.ts";

export interface PackOptions extends RunOptions {
  /** The pack's own folder: where digestbound.yaml lies and what inline paths are relative to. */
  readonly packFolder: string;
  /** Whether this is a preview; left out, the engine's environment tells, and silence counts as an update, which is stricter. */
  readonly preview?: boolean;
}

/** The policies of digestbound, for a pack of your own: `new PolicyPack(name, { policies: imagePolicies({ packFolder }) })`. */
export function imagePolicies(options: PackOptions): Policies {
  traceSecrets();
  const run = startRun(options, options.packFolder, stageFrom(options));
  return [
    recorderPolicy(run),
    noPolicyPolicy(run),
    trustedRootPolicy(run, options.now),
    ...packRules.map((rule) => rulePolicy(rule, run)),
    exemptionsPolicy(run, options.now),
    lockedDigestsPolicy(run),
  ];
}

function stageFrom({ preview }: PackOptions) {
  if (preview === undefined) return stageOf(process.env);
  return preview ? "preview" : "update";
}

/** Says how to begin where there is no document: once, and advisory, because nothing was judged wrongly. */
function noPolicyPolicy(run: Run): ResourceValidationPolicy {
  let told = false;
  return {
    name: "no-policy",
    description: "A policy document says whom to trust.",
    enforcementLevel: "advisory",
    validateResource: (_, report) =>
      guarded(report, () => {
        if (told || run.recorder.isEmpty || run.state({}).kind !== "absent") return;
        told = true;
        report(noPolicy.message);
      }),
  };
}

/** Says that the embedded trusted root is old: once, and advisory, because what is missing in it is rejected and never accepted. */
function trustedRootPolicy(run: Run, now: () => number = Date.now): ResourceValidationPolicy {
  let told = false;
  return {
    name: "trusted-root",
    description: "The trusted root that digestbound carries is not too old for its signers.",
    enforcementLevel: "advisory",
    validateResource: (_, report) =>
      guarded(report, () => {
        const document = run.document();
        if (told || run.recorder.isEmpty || document === undefined) return;
        told = true;
        for (const { message } of oldRootFindings(document, new Date(now()))) report(message);
      }),
  };
}
