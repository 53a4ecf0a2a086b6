import { NO_CORRECTIONS, type Corrections } from "../corrections.ts";
import { locateImageUses } from "../discover.ts";
import type { ImageUse, LocatedUse } from "../image-use.ts";
import { withSecretsMarkedIn } from "../secret-uses.ts";
import type { PlannedResource } from "./read-plan.ts";

/**
 * The image uses of a planned resource. Those that only a sensitive value shows are marked as secret: judged, and never
 * printed (law 10). An unknown one says what it is computed from. Never throws.
 */
export function plannedImageUses(resource: PlannedResource): readonly ImageUse[] {
  return locatePlannedUses(resource).map(({ use }) => use);
}

/** The same, each with where it stands in the resource's values. */
export function locatePlannedUses(
  resource: PlannedResource,
  corrections: Corrections = NO_CORRECTIONS,
): readonly LocatedUse[] {
  const { props, shown, urn, reasons } = resource;
  const clear = locateImageUses(resource, corrections);
  const located =
    shown === props ? clear : withSecretsMarkedIn(clear, locateImageUses({ ...resource, props: shown }, corrections));
  return located.map(({ use, spot }) => ({ use: withReason(use, urn, reasons), spot }));
}

function withReason(use: ImageUse, urn: string, reasons: PlannedResource["reasons"]): ImageUse {
  return use.kind === "unknown" && use.why === undefined ? { ...use, why: reasons(urn, use.place.path) } : use;
}
