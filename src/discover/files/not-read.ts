import type { FileFormat } from "./file-format.ts";
import { isDeployedItself } from "./may-hold.ts";
import type { SourceFile } from "./source-file.ts";

/** Sources whose language is only read by its own tool: told, so that nobody takes them for checked. */
function source(
  name: string,
  names: RegExp,
  notRead: string,
  isOne = ({ name: own }: SourceFile) => names.test(own),
): FileFormat {
  return { name, names, read: (file) => (isOne(file) ? { notRead } : undefined) };
}

/** A JSON file that whoever applies a folder would take for an object of Kubernetes is no source of anything else. */
function isNothingElse(file: SourceFile): boolean {
  return file.isJson && !isDeployedItself(file);
}

const TERRAFORM = /\.(?:tf|tofu)(?:\.json)?$|^terragrunt\.hcl$/i;

export const terraformSource = source(
  "Terraform source",
  TERRAFORM,
  "is Terraform source, which is not read; plan it, and check the plan: terraform show -json plan.out | digestbound check -",
  (file) => TERRAFORM.test(file.name) && (!file.name.endsWith(".json") || isNothingElse(file)),
);

export const bicepSource = source(
  "Bicep source",
  /\.bicep(?:param)?$/i,
  "is Bicep source, which is not read; build it, and check the template: bicep build main.bicep --stdout | digestbound check -",
);

const PARAMETERS = /^https?:\/\/schema\.management\.azure\.com\/.*\/deploymentParameters\.json#?$/i;

/** Azure's parameters: whose template's they are stands nowhere. */
export const armParameters = source(
  "ARM parameters",
  /\.json$/i,
  "holds parameters of a template, which are not read; of a template only its own defaults are",
  (file) => {
    const { members } = file;
    const isLikely = members.has("$schema") && members.has("parameters") && !members.has("resources");
    if (!isLikely || !isNothingElse(file)) return false;
    const [, schema] = /"\$schema"\s*:\s*"([^"\\]*)"/.exec(file.text) ?? [];
    return schema !== undefined && PARAMETERS.test(schema);
  },
);
