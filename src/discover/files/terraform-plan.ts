import { locatePlannedUses } from "../terraform-plan/planned-uses.ts";
import { readTerraformPlan } from "../terraform-plan/read-plan.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { isDeployedItself } from "./may-hold.ts";
import { jsonDocument, placeInOutput } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

/** What `terraform show -json PLAN` and `tofu show -json PLAN` print. What is taken for a plan and is none says what to do instead. */
export const terraformPlanFile: FileFormat = {
  name: "Terraform plan",
  names: /\.(?:json|tfplan)$/i,
  read: (file, around) => (isPlan(file) || isNearlyPlan(file) ? read(file, around) : undefined),
};

function isPlan(file: SourceFile): boolean {
  const { members } = file;
  const holds = members.has("planned_values") || members.has("resource_changes");
  return members.has("format_version") && holds && !isDeployedItself(file);
}

/** Where a binary plan, which is an archive, names the first of its files. */
const FIRST_NAME = 200;

function isNearlyPlan({ members, name, text }: SourceFile): boolean {
  const isBinary = text.startsWith("PK\u0003\u0004") && text.slice(0, FIRST_NAME).includes("tfplan");
  const isState = members.has("terraform_version") && (members.has("lineage") || members.has("values"));
  const isLog = members.has("@level") && members.has("@module");
  return isBinary || isState || isLog || name.endsWith(".tfplan");
}

function read(file: SourceFile, { corrections }: Around): FileReading {
  const plan = readTerraformPlan(file.text);
  if ("why" in plan) return plan;
  const located = plan.resources.flatMap((resource) =>
    locatePlannedUses(resource, corrections).map(({ use, spot }) => ({
      use,
      spot: { ...spot, steps: [...resource.at, ...spot.steps] },
    })),
  );
  return { uses: placeInOutput(file, jsonDocument(file.text), located) };
}
