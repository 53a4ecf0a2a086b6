import type { Format } from "../format.ts";
import { acrTask } from "./acr-task.ts";
import { buildspec } from "./buildspec.ts";
import { nomad } from "./nomad.ts";
import { sagemakerPipeline } from "./sagemaker-pipeline.ts";
import { sparkArguments } from "./spark-arguments.ts";
import { ssmDocument } from "./ssm-document.ts";
import { stateMachine } from "./state-machine.ts";

/** Documents of services of their own, one file each. */
export const DOCUMENTS: readonly (readonly [string, Format])[] = [
  ["state-machine", stateMachine],
  ["ssm-document", ssmDocument],
  ["buildspec", buildspec],
  ["acr-task", acrTask],
  ["spark-arguments", sparkArguments],
  ["sagemaker-pipeline", sagemakerPipeline],
  ["nomad", nomad],
];
