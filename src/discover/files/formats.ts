import { chartFile } from "./chart.ts";
import type { FileFormat } from "./file-format.ts";
import { helmValuesFile } from "./helm-values.ts";
import { helmfile } from "./helmfile.ts";
import { kubernetesFile } from "./kubernetes.ts";
import { kustomizationFile } from "./kustomization.ts";
import { skaffoldFile } from "./skaffold.ts";
import { templateFile } from "./template.ts";

/** Every format of files, one line each; the first that knows a file reads it. */
export const FILE_FORMATS: readonly FileFormat[] = [
  chartFile,
  kustomizationFile,
  helmfile,
  skaffoldFile,
  kubernetesFile,
  templateFile,
  helmValuesFile,
];
