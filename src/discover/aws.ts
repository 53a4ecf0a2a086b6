import { field, type Field } from "./field.ts";
import type { Usage } from "./image-use.ts";
import type { Platform } from "./platform.ts";

/** Both services document `repository:tag` and `repository@digest`, not both in one. */
const USAGE: Usage = { role: "run", pinForm: "name@digest" };

/** Where images stand in the resources of the AWS provider, by type. `packageType` and desired counts change nothing. */
const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map([
  ["aws:ecs/taskDefinition:TaskDefinition", [field("containerDefinitions[].image", { ...USAGE, goJson: true })]],
  ["aws:lambda/function:Function", [field("imageUri", USAGE)]],
]);

export const aws: Platform = {
  deploys: (type) => FIELDS.has(type),
  rootScope: (type) => ({ here: FIELDS.get(type) ?? [], below: [] }),
  innerScope: () => undefined,
  usage: USAGE,
};
