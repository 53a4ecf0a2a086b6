import type { Resource } from "../../src/discover/index.ts";
import { registryFacts } from "../../src/lint/index.ts";

export function resource(type: string, props: unknown): Resource {
  return { type, name: "r", urn: `urn:pulumi:dev::shop::${type}::r`, props };
}

/** Each finding of a resource as `reason path`. */
export function told(type: string, props: unknown): string[] {
  return registryFacts(resource(type, props)).findings.map(({ reason, path }) => `${reason} ${path}`);
}

export const ECR = "aws:ecr/repository:Repository";
export const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
export const ARTIFACTS = "gcp:artifactregistry/repository:Repository";

/** The inputs of a lifecycle policy with rules of these selections. */
export function lifecycle(...selections: readonly object[]): { repository: string; policy: string } {
  const rules = selections.map((selection, index) => ({
    rulePriority: index + 1,
    selection: { countType: "sinceImagePushed", countUnit: "days", countNumber: 14, ...selection },
    action: { type: "expire" },
  }));
  return { repository: "web", policy: JSON.stringify({ rules }) };
}
