import { discoverImageUses } from "../discover.ts";
import type { ImageUse } from "../image-use.ts";
import { withSecretsMarked } from "../secret-uses.ts";
import type { PlannedResource } from "./read-plan.ts";

/**
 * The image uses of a planned resource. Those that only a sensitive value shows are marked as secret: judged, and never
 * printed (law 10). An unknown one says what it is computed from. Never throws.
 */
export function plannedImageUses(resource: PlannedResource): readonly ImageUse[] {
  const { props, shown, urn, reasons } = resource;
  const all = discoverImageUses(resource);
  const uses = shown === props ? all : withSecretsMarked(all, discoverImageUses({ ...resource, props: shown }));
  return uses.map((use) =>
    use.kind === "unknown" && use.why === undefined ? { ...use, why: reasons(urn, use.place.path) } : use,
  );
}
