import { armTemplateFile } from "./arm.ts";
import { azurePipelines } from "./azure-pipelines.ts";
import { bakeFile } from "./bake.ts";
import { bitbucket } from "./bitbucket.ts";
import { buildkite } from "./buildkite.ts";
import { cdkAssetsFile } from "./cdk-assets.ts";
import { chartFile } from "./chart.ts";
import { circleci } from "./circleci.ts";
import { cloudFormationFile } from "./cloudformation.ts";
import { composeKind } from "./compose.ts";
import { devcontainerFile } from "./devcontainer.ts";
import { dockerfileFile } from "./dockerfile.ts";
import { drone } from "./drone.ts";
import type { FileFormat } from "./file-format.ts";
import { githubAction, githubWorkflow } from "./github-actions.ts";
import { gitlab } from "./gitlab.ts";
import { helmValuesFile } from "./helm-values.ts";
import { helmfile } from "./helmfile.ts";
import { kubernetesFile } from "./kubernetes.ts";
import { kustomizationFile } from "./kustomization.ts";
import { nomadFile } from "./nomad.ts";
import { armParameters, bicepSource, terraformSource } from "./not-read.ts";
import { pulumiEventsFile } from "./pulumi-events.ts";
import { pulumiPlanFile, pulumiPreviewFile, pulumiStateFile } from "./pulumi-output.ts";
import { pulumiProgramByShape, pulumiProgramFile } from "./pulumi-program.ts";
import { byName, byShape, type Kind } from "./recognised.ts";
import { skaffoldFile } from "./skaffold.ts";
import { templateFile } from "./template.ts";
import { terraformPlanFile } from "./terraform-plan.ts";

/** Those that are known by their names before any other is known by what stands in it. */
const KINDS: readonly Kind[] = [
  githubWorkflow,
  githubAction,
  gitlab,
  composeKind,
  azurePipelines,
  circleci,
  bitbucket,
  drone,
  buildkite,
];

/** What tools write: known by some outer members without being parsed, because it may be large. */
const OUTPUTS: readonly FileFormat[] = [
  terraformPlanFile,
  pulumiPreviewFile,
  pulumiStateFile,
  pulumiPlanFile,
  pulumiEventsFile,
  cdkAssetsFile,
  armParameters,
];

/** No tool writes them into a file of YAML, whose reader may pass over such members. */
function notInYaml(format: FileFormat): FileFormat {
  return { ...format, read: (file, around) => (/\.ya?ml$/.test(file.name) ? undefined : format.read(file, around)) };
}

/**
 * Every format of files, one line each; the first that knows a file reads it. A name that one tool alone looks for comes first, because
 * the tool passes over members that would make the file something else; what is known by its shape alone comes last.
 */
export const FILE_FORMATS: readonly FileFormat[] = [
  terraformSource,
  bicepSource,
  ...KINDS.map((kind) => byName(kind, KINDS)),
  devcontainerFile,
  bakeFile,
  ...OUTPUTS.map(notInYaml),
  pulumiProgramFile,
  dockerfileFile,
  chartFile,
  kustomizationFile,
  helmfile,
  skaffoldFile,
  kubernetesFile,
  cloudFormationFile,
  armTemplateFile,
  nomadFile,
  ...KINDS.flatMap(byShape),
  templateFile,
  helmValuesFile,
  pulumiProgramByShape,
  ...OUTPUTS,
];
