export { buildsImages, pushedRepositories } from "./builds.ts";
export { type AssemblyFiles, assemblyImageUses, type AssemblyUse } from "./cdk/assembly.ts";
export { findAssetImageUses, type ReadAssetFile } from "./cdk/asset-manifest.ts";
export { type TemplatePlace, templateImageUses } from "./cloudformation/template-uses.ts";
export { type Catalogued, cataloguedAt } from "./catalogued.ts";
export { CORRECTED_FORMATS, type CorrectedFormat, parseCorrectedFormat } from "./corrected-format.ts";
export { parseCorrectedPath, type CorrectedPath } from "./corrected-path.ts";
export { parseCorrectedType, type CorrectedType } from "./corrected-type.ts";
export {
  type AddedField,
  type CorrectedPlace,
  type Corrections,
  correctionsOf,
  NO_CORRECTIONS,
} from "./corrections.ts";
export { deploysImages, discoverImageUses, locateImageUses } from "./discover.ts";
export {
  type ImageUse,
  type LocatedUse,
  type PinForm,
  type Place,
  type Resource,
  type Role,
  type Tree,
  UNKNOWN,
} from "./image-use.ts";
export { environmentIn } from "./files/env-file.ts";
export type { Around, FileFormat, FileReading } from "./files/file-format.ts";
export type { FileUse, Splice } from "./files/place-in-file.ts";
export { mayNameImages, readImageFile, type RecognisedFile, unreadableFile } from "./files/read-file.ts";
export { SourceFile } from "./files/source-file.ts";
export { isKnownType } from "./known-types.ts";
export type { Marker } from "./markers.ts";
export { type UnlistedImage, unlistedImages } from "./unlisted.ts";
export { listedImages, type ListedImage } from "./listed-images.ts";
export type { Slot, Span, Spot } from "./slot.ts";
export { withSecretsMarked } from "./secret-uses.ts";
export { plannedImageUses } from "./terraform-plan/planned-uses.ts";
export { type PlannedResource, readTerraformPlan, type TerraformPlan } from "./terraform-plan/read-plan.ts";
