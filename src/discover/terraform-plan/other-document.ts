import { shapeOf } from "../data.ts";
import type { Members, Refused } from "./refused.ts";

/** Format 0 is that of Terraform before 1.1; its first versions say nothing of what is sensitive. */
const FORMATS = /^[01]\./;

/** What a JSON document is that is no plan which can be judged; undefined for one that can. */
export function otherThanPlan(value: unknown): Refused | undefined {
  if (shapeOf(value) !== "object") return { why: "is no Terraform plan" };
  const { format_version: format, planned_values: planned, resource_changes: changes, ...rest } = value as Members;
  if ("lineage" in rest || "values" in rest)
    return { why: "is a Terraform state, not a plan; write a plan: terraform show -json PLAN > plan.json" };
  if (typeof format !== "string" || (planned === undefined && changes === undefined))
    return { why: "is no Terraform plan; write one: terraform show -json PLAN > plan.json" };
  if (!FORMATS.test(format)) return { why: "is a plan in a format that is not known here; formats 0 and 1 are" };
  return rest["errored"] === true
    ? { why: "is a plan that failed, so that resources are missing; plan anew once what failed is mended" }
    : undefined;
}
