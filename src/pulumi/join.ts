import type { PolicyResource } from "@pulumi/policy";
import { digestsMade, lookAgain } from "./builds.ts";
import { judge, type Entry } from "./recorder.ts";
import type { Run } from "./run.ts";

const joined = new WeakMap<Run, Promise<void>>();

/**
 * Waits until everything that was recorded is judged, and looks again where only the whole stack tells what an image is:
 * whether this program builds it. Once a run, whichever rule asks first.
 */
export function join(run: Run, resources: readonly PolicyResource[]): Promise<void> {
  const known = joined.get(run);
  if (known !== undefined) return known;
  const work = judgeAll(run, resources);
  joined.set(run, work);
  return work;
}

async function judgeAll(run: Run, resources: readonly PolicyResource[]): Promise<void> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const made = digestsMade(resources);
  for (const entry of run.recorder.all()) {
    const uses = entry.uses.map((use) => lookAgain(use, byUrn.get(entry.urn), made));
    if (uses.some((use, index) => use !== entry.uses[index])) rejudge(entry, uses, run);
  }
  await Promise.all(run.recorder.all().map(({ outcome }) => outcome));
}

function rejudge(entry: Entry, uses: Entry["uses"], run: Run): void {
  entry.uses = uses;
  entry.outcome = judge(uses, run.gate);
  // What was told so far was about something else.
  entry.told.clear();
}
