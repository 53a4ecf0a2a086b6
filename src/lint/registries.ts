import type { Resource } from "../discover/index.ts";
import { artifactRegistryRepository } from "./artifact-registry.ts";
import { NO_FACTS, type RegistryFacts } from "./deletion.ts";
import { ecrCreationTemplate, ecrLifecyclePolicy, ecrRepository } from "./ecr.ts";
import { harborGarbageCollection, harborImmutableTagRule, harborProject, harborRetentionPolicy } from "./harbor.ts";
import { resourceType } from "./resource-type.ts";
import { artifactoryRepository, azureNativeRegistry, azureRegistry, immutableBy } from "./switches.ts";
import { property, type Value } from "./value.ts";

type Reader = (inputs: Value, isPatch: boolean) => RegistryFacts;

/** Where a resource keeps its settings: among its inputs, under `spec`, or under what Crossplane passes on. */
type Root = "inputs" | "spec" | "spec.forProvider";

/** Which types are read, by whom, and where their settings stand: one line a type. */
const TYPES: readonly (readonly [name: string, reader: Reader, root?: Root])[] = [
  ["aws:ecr/repository:Repository", ecrRepository],
  ["aws-native:ecr:Repository", ecrRepository],
  ["AWS::ECR::Repository", ecrRepository],
  ["aws_ecr_repository", ecrRepository],
  ["ecr.services.k8s.aws/Repository", ecrRepository, "spec"],
  ["ecr.aws.upbound.io/Repository", ecrRepository, "spec.forProvider"],
  ["ecr.aws.m.upbound.io/Repository", ecrRepository, "spec.forProvider"],
  ["ecr.aws.crossplane.io/Repository", ecrRepository, "spec.forProvider"],
  ["aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", ecrCreationTemplate],
  ["aws-native:ecr:RepositoryCreationTemplate", ecrCreationTemplate],
  ["AWS::ECR::RepositoryCreationTemplate", ecrCreationTemplate],
  ["aws_ecr_repository_creation_template", ecrCreationTemplate],
  ["ecr.services.k8s.aws/RepositoryCreationTemplate", ecrCreationTemplate, "spec"],
  ["ecr.aws.upbound.io/RepositoryCreationTemplate", ecrCreationTemplate, "spec.forProvider"],
  ["ecr.aws.m.upbound.io/RepositoryCreationTemplate", ecrCreationTemplate, "spec.forProvider"],
  ["aws:ecr/lifecyclePolicy:LifecyclePolicy", ecrLifecyclePolicy],
  ["aws_ecr_lifecycle_policy", ecrLifecyclePolicy],
  ["ecr.aws.upbound.io/LifecyclePolicy", ecrLifecyclePolicy, "spec.forProvider"],
  ["ecr.aws.m.upbound.io/LifecyclePolicy", ecrLifecyclePolicy, "spec.forProvider"],
  ["gcp:artifactregistry/repository:Repository", artifactRegistryRepository],
  ["google-native:artifactregistry:Repository", artifactRegistryRepository],
  ["google_artifact_registry_repository", artifactRegistryRepository],
  ["artifactregistry.cnrm.cloud.google.com/ArtifactRegistryRepository", artifactRegistryRepository, "spec"],
  ["artifact.gcp.upbound.io/RegistryRepository", artifactRegistryRepository, "spec.forProvider"],
  ["artifact.gcp.m.upbound.io/RegistryRepository", artifactRegistryRepository, "spec.forProvider"],
  ["harbor:index/immutableTagRule:ImmutableTagRule", harborImmutableTagRule],
  ["harbor_immutable_tag_rule", harborImmutableTagRule],
  ["harbor:index/project:Project", harborProject],
  ["harbor_project", harborProject],
  ["harbor:index/garbageCollection:GarbageCollection", harborGarbageCollection],
  ["harbor_garbage_collection", harborGarbageCollection],
  ["harbor:index/retentionPolicy:RetentionPolicy", harborRetentionPolicy],
  ["harbor_retention_policy", harborRetentionPolicy],
  ["oci:Artifacts/containerRepository:ContainerRepository", immutableBy("isImmutable")],
  ["oci_artifacts_container_repository", immutableBy("isImmutable")],
  ["alicloud:cs/registryEnterpriseRepo:RegistryEnterpriseRepo", immutableBy("tagImmutability")],
  ["alicloud_cr_ee_repo", immutableBy("tagImmutability")],
  ["azure-native:containerregistry:Registry", azureNativeRegistry],
  ["azure:containerservice/registry:Registry", azureRegistry],
  ["azurerm_container_registry", azureRegistry],
  ["artifactory:index/localDockerV2Repository:LocalDockerV2Repository", artifactoryRepository],
  ["artifactory_local_docker_v2_repository", artifactoryRepository],
];

const byName = new Map(TYPES.map(([name, reader, root = "inputs"]) => [name, { reader, root }]));

/** Every type of resource that is read, by the name that `resourceType` gives it. */
export const registryTypes: readonly string[] = [...byName.keys()];

/** More of one resource would drown the rest. */
const MOST_FINDINGS = 20;

/** Whether a resource of this type is read; cheap, decided on the token alone. */
export function isRegistryType(token: string): boolean {
  return byName.has(resourceType(token).name);
}

/** What a resource of any type says of a registry's settings. Never throws: what cannot be read is as if it were not known. */
export function registryFacts({ type, props }: Resource): RegistryFacts {
  const { name, isPatch } = resourceType(type);
  const known = byName.get(name);
  if (known === undefined) return NO_FACTS;
  const facts = known.reader(settingsOf({ path: "", value: props }, known.root), isPatch);
  return { ...facts, findings: facts.findings.slice(0, MOST_FINDINGS) };
}

function settingsOf(inputs: Value, root: Root): Value {
  if (root === "inputs") return inputs;
  const spec = property(inputs, "spec");
  return root === "spec" ? spec : property(spec, "forProvider");
}
