import { vanishingImages } from "../lint/index.ts";
import type { Run } from "./run.ts";

/** Reports the images that this stack's own registries can delete; only the whole stack shows them, at update as well. */
export function tellVanishing(run: Run, report: (message: string, urn: string) => void): void {
  const all = run.recorder.all();
  const repositories = all.flatMap(({ registry }) => registry.repositories);
  for (const { urn, uses } of all)
    for (const { rule, path, message } of vanishingImages(repositories, uses))
      report(run.narrator.note(path, rule, message), urn);
}
