export { buildsImages, pushedRepositories } from "./builds.ts";
export { deploysImages, discoverImageUses } from "./discover.ts";
export { type ImageUse, type PinForm, type Place, type Resource, type Role, type Tree, UNKNOWN } from "./image-use.ts";
export { type UnlistedImage, unlistedImages } from "./unlisted.ts";
export type { Slot, Span } from "./slot.ts";
export { withSecretsMarked } from "./secret-uses.ts";
export { plannedImageUses } from "./terraform-plan/planned-uses.ts";
export { type PlannedResource, readTerraformPlan, type TerraformPlan } from "./terraform-plan/read-plan.ts";
