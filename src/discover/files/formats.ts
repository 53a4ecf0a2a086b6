import type { FileFormat } from "./file-format.ts";
import { kubernetesFile } from "./kubernetes.ts";

/** Every format of files, one line each; the first that knows a file reads it. */
export const FILE_FORMATS: readonly FileFormat[] = [kubernetesFile];
