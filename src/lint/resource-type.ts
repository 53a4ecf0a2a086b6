/** A resource's type, whatever token names it. */
export interface ResourceType {
  /** `aws:ecr/repository:Repository`, `aws_ecr_repository`, `ecr.services.k8s.aws/Repository`, `azure-native:containerregistry:Registry`. */
  readonly name: string;
  /** Only what it says is changed; of the rest it says nothing (server-side apply). */
  readonly isPatch: boolean;
}

/** A custom resource of any version: `kubernetes:ecr.services.k8s.aws/v1alpha1:RepositoryPatch`. */
const KUBERNETES = /^kubernetes:([^:/]+)\/[^:/]+:(\w+?)(Patch)?$/;
/** Children of a Terraform module: `<package>:tf:aws_ecr_repository`. */
const TERRAFORM = /^[^:]+:tf:([a-z0-9_]+)$/;
const AZURE_NATIVE = /^azure-native(?:_[a-z0-9]+_v\d{8}\w*)?:([a-z0-9]+)(?:\/v\d{8}\w*)?:(\w+)$/;
const GOOGLE_NATIVE = /^google-native:([a-z0-9]+)\/v\w+:(\w+)$/;

/** @param token a Pulumi type token, or a type of CloudFormation */
export function resourceType(token: string): ResourceType {
  const [, group, kind, patch] = KUBERNETES.exec(token) ?? [];
  if (group !== undefined) return { name: `${group}/${kind}`, isPatch: patch !== undefined };
  return { name: nameOf(token), isPatch: false };
}

function nameOf(token: string): string {
  const [, terraform] = TERRAFORM.exec(token) ?? [];
  if (terraform !== undefined) return terraform;
  const [, azureModule, azureType] = AZURE_NATIVE.exec(token) ?? [];
  if (azureModule !== undefined) return `azure-native:${azureModule}:${azureType}`;
  const [, googleModule, googleType] = GOOGLE_NATIVE.exec(token) ?? [];
  return googleModule === undefined ? token : `google-native:${googleModule}:${googleType}`;
}
