import { AWS_CASES } from "./aws.ts";
import { AZURE_CASES } from "./azure.ts";
import { DOCKER_CASES } from "./docker.ts";
import { GCP_CASES } from "./gcp.ts";
import { KUBERNETES_CASES } from "./kubernetes.ts";
import type { SdkCase } from "./sdk-case.ts";

export const CASES: readonly SdkCase[] = [
  ...AWS_CASES,
  ...AZURE_CASES,
  ...GCP_CASES,
  ...KUBERNETES_CASES,
  ...DOCKER_CASES,
];
