import { armTemplateFile } from "./arm.ts";
import { cdkAssetsFile } from "./cdk-assets.ts";
import { chartFile } from "./chart.ts";
import { cloudFormationFile } from "./cloudformation.ts";
import type { FileFormat } from "./file-format.ts";
import { helmValuesFile } from "./helm-values.ts";
import { helmfile } from "./helmfile.ts";
import { kubernetesFile } from "./kubernetes.ts";
import { kustomizationFile } from "./kustomization.ts";
import { nomadFile } from "./nomad.ts";
import { armParameters, bicepSource, terraformSource } from "./not-read.ts";
import { pulumiEventsFile } from "./pulumi-events.ts";
import { pulumiPlanFile, pulumiPreviewFile, pulumiStateFile } from "./pulumi-output.ts";
import { pulumiProgramFile } from "./pulumi-program.ts";
import { skaffoldFile } from "./skaffold.ts";
import { templateFile } from "./template.ts";
import { terraformPlanFile } from "./terraform-plan.ts";

/**
 * Every format of files, one line each; the first that knows a file reads it. What tools write comes first: it is known without
 * being parsed, and may be large. What is known by its shape alone comes last.
 */
export const FILE_FORMATS: readonly FileFormat[] = [
  terraformSource,
  bicepSource,
  terraformPlanFile,
  pulumiPreviewFile,
  pulumiStateFile,
  pulumiPlanFile,
  pulumiEventsFile,
  cdkAssetsFile,
  armParameters,
  pulumiProgramFile,
  chartFile,
  kustomizationFile,
  helmfile,
  skaffoldFile,
  kubernetesFile,
  cloudFormationFile,
  armTemplateFile,
  nomadFile,
  templateFile,
  helmValuesFile,
];
