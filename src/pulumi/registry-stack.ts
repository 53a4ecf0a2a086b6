import { stackFindings } from "../lint/index.ts";
import type { Run } from "./run.ts";

/** Reports what only the whole stack shows of its registries, such as a pinned image that they can delete; at update as well. */
export function tellRegistries({ recorder, narrator }: Run, report: (message: string, urn: string) => void): void {
  for (const { resource, finding } of stackFindings(recorder.all()))
    report(narrator.note(finding.path, finding.rule, finding.message), resource.urn);
}
