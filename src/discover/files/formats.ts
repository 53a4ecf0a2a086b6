import { azurePipelines } from "./azure-pipelines.ts";
import { bakeFile } from "./bake.ts";
import { bitbucket } from "./bitbucket.ts";
import { buildkite } from "./buildkite.ts";
import { circleci } from "./circleci.ts";
import { composeKind } from "./compose.ts";
import { devcontainerFile } from "./devcontainer.ts";
import { dockerfileFile } from "./dockerfile.ts";
import { drone } from "./drone.ts";
import type { FileFormat } from "./file-format.ts";
import { githubAction, githubWorkflow } from "./github-actions.ts";
import { gitlab } from "./gitlab.ts";
import { kubernetesFile } from "./kubernetes.ts";
import { byName, byShape, type Kind } from "./recognised.ts";

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

/** Every format of files, one line each; the first that knows a file reads it. */
export const FILE_FORMATS: readonly FileFormat[] = [
  ...KINDS.map((kind) => byName(kind, KINDS)),
  devcontainerFile,
  bakeFile,
  dockerfileFile,
  kubernetesFile,
  ...KINDS.flatMap(byShape),
];
