import type { ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Rule } from "../rules/index.ts";
import { guarded, unchangedOnFailure } from "./guarded.ts";
import { join } from "./join.ts";
import { remediate } from "./remediation.ts";
import { RECORDER, type Run } from "./run.ts";
import { tell } from "./tell.ts";
import { tellRegistries } from "./registry-stack.ts";

/** A policy that is asked about each resource and, at the end, about the whole stack. */
export type TwoStagePolicy = ResourceValidationPolicy & StackValidationPolicy;

const RECORDER_DISABLED = `recorder-disabled: the policy "${RECORDER}" did not run, so no image was judged. Do not switch it off.`;

/**
 * A rule as a Pulumi policy of the same name: it reports its findings on what the recorder had judged, once a resource.
 * At update it waits for the verdicts, before the resource is created. At preview it leaves that to the end of the stack,
 * so that images are verified side by side and beside the program (docs/decisions/0007-two-stages.md).
 */
export function rulePolicy(rule: Rule, run: Run): TwoStagePolicy {
  return {
    name: rule.id,
    description: rule.title,
    enforcementLevel: run.levelOf(rule.id).level,
    severity: rule.severity,
    validateResource: (args, report) => {
      if (run.stage === "preview" && !isMissed(run, args.urn))
        args.notApplicable("It is judged at the end of the preview, with the whole stack.");
      return guarded(report, () => tellResource(rule, run, args.urn, report));
    },
    validateStack: ({ resources }, report) =>
      guarded(report, async () => {
        await join(run, resources);
        await tellStack(rule, run, report);
      }),
    ...(rule.id === "image-pinned" && { remediateResource: remediation(run) }),
  };
}

function remediation(run: Run): NonNullable<ResourceValidationPolicy["remediateResource"]> {
  return async (args) => (await unchangedOnFailure(() => remediate(args, run))) as Record<string, unknown>;
}

async function tellResource(rule: Rule, run: Run, urn: string, report: ReportViolation): Promise<void> {
  const entry = run.recorder.of(urn);
  if (entry === undefined) report(RECORDER_DISABLED);
  else await tell(rule, run, entry, report);
}

/** Whether the recorder runs and yet has nothing about this resource: nobody would speak of it at the end. */
function isMissed({ recorder }: Run, urn: string): boolean {
  return recorder.hasRun && recorder.of(urn) === undefined;
}

/** Whatever was recorded and not told yet: at preview everything; at update only what the engine did not ask about. */
async function tellStack(rule: Rule, run: Run, report: ReportViolation): Promise<void> {
  if (!run.recorder.hasRun) report(RECORDER_DISABLED);
  let left = 0;
  const tellOf = (message: string, urn: string) => {
    if (run.reply.take(message)) report(message, urn);
    else left += 1;
  };
  for (const entry of run.recorder.all()) {
    await tell(rule, run, entry, (message) => {
      tellOf(message, entry.urn);
    });
  }
  const unknownTypes = rule.id === "image-unlisted" ? run.recorder.unknownTypes() : undefined;
  if (unknownTypes !== undefined) report(run.narrator.note("the stack", rule.id, unknownTypes));
  if (rule.id === "registry-immutable") tellRegistries(run, tellOf);
  if (left > 0)
    report(`${left} more findings of this rule do not fit in one answer; mend some of those that are told.`);
}
