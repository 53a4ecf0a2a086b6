import type { ReportViolation } from "@pulumi/policy";
import { isNoFault, type Finding } from "../policy/index.ts";
import { lockText } from "../report/index.ts";
import type { Entry } from "./recorder.ts";
import type { Run } from "./run.ts";

/**
 * Tells what image-lock finds where the lock file is frozen, once a resource: by the recorder's policy, which is mandatory, since the policy
 * config may say `frozen` after image-lock was registered as advisory, and may give that rule any level.
 */
export async function tellFrozen(run: Run, entry: Entry, report: ReportViolation): Promise<void> {
  if (!run.isFrozen() || entry.told.has("digestbound")) return;
  entry.told.add("digestbound");
  const outcome = await entry.outcome;
  // That the images could not be judged at all is what every rule says.
  if (outcome.kind === "failed") return;
  for (const verdict of outcome.verdicts)
    for (const found of verdict.findings.filter(isFrozenOut)) report(lockText(verdict, found));
}

/** The same for whatever was recorded and not told yet: at preview everything. */
export async function tellStackFrozen(run: Run, report: ReportViolation): Promise<void> {
  let left = 0;
  for (const entry of run.recorder.all()) {
    await tellFrozen(run, entry, (message) => {
      if (run.reply.take(message)) report(message, entry.urn);
      else left += 1;
    });
  }
  if (left > 0)
    report(`${left} more findings of a frozen lock file do not fit in one answer; mend some of those that are told.`);
}

function isFrozenOut(found: Finding): boolean {
  return found.rule === "image-lock" && !isNoFault(found);
}
