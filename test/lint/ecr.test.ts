import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { ECR, told } from "./facts.ts";

const filter = (text: unknown) => ({ filterType: "WILDCARD", filter: text });
const withFilters = (mode: string, ...texts: readonly unknown[]) => ({
  imageTagMutability: mode,
  imageTagMutabilityExclusionFilters: texts.map(filter),
});

describe("a repository of ECR", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["says nothing, and MUTABLE is the default", {}, ["mutable-tags imageTagMutability"]],
    ["says nothing, as Terraform writes it", { imageTagMutability: null }, ["mutable-tags imageTagMutability"]],
    ["is MUTABLE", { imageTagMutability: "MUTABLE" }, ["mutable-tags imageTagMutability"]],
    ["has a setting that ECR does not know", { imageTagMutability: "FIXED" }, ["mutable-tags imageTagMutability"]],
    ["has a setting that is no text", { imageTagMutability: true }, ["mutable-tags imageTagMutability"]],
    ["is IMMUTABLE", { imageTagMutability: "IMMUTABLE" }, []],
    ["has an unknown setting (law 6)", { imageTagMutability: UNKNOWN }, []],
    ["has unknown inputs", UNKNOWN, []],
    ["excludes tags", withFilters("IMMUTABLE_WITH_EXCLUSION", "latest", "dev-*"), [0, 1].map(excluded)],
    ["excludes all tags", withFilters("IMMUTABLE_WITH_EXCLUSION", "**"), [`mutable-tags ${filterAt(0)}`]],
    ["excludes tags of signatures", withFilters("IMMUTABLE_WITH_EXCLUSION", "sha256-*.sig"), []],
    ["excludes unknown tags beside known ones", withFilters("IMMUTABLE_WITH_EXCLUSION", UNKNOWN, "v1"), [excluded(1)]],
    ["excludes by a filter that is no text", withFilters("IMMUTABLE_WITH_EXCLUSION", 5), [excluded(0)]],
    [
      "excludes by an unknown list",
      { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION", imageTagMutabilityExclusionFilters: UNKNOWN },
      [],
    ],
    ["fixes some tags", withFilters("MUTABLE_WITH_EXCLUSION", "v*"), ["mutable-tags imageTagMutability"]],
    ["fixes all tags by a filter", withFilters("MUTABLE_WITH_EXCLUSION", "v*", "*"), []],
    ["fixes what an unknown filter names", withFilters("MUTABLE_WITH_EXCLUSION", UNKNOWN), []],
  ])("%s", (_, props, expected) => {
    expect(told(ECR, props)).toEqual(expected);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["aws-native:ecr:Repository", {}, ["mutable-tags imageTagMutability"]],
    [
      "aws-native:ecr:Repository",
      {
        imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters: [{ imageTagMutabilityExclusionFilterValue: "v1" }],
      },
      ["excluded-tags imageTagMutabilityExclusionFilters[0].imageTagMutabilityExclusionFilterValue"],
    ],
    ["AWS::ECR::Repository", { ImageTagMutability: "MUTABLE" }, ["mutable-tags ImageTagMutability"]],
    ["AWS::ECR::Repository", { ImageTagMutability: "IMMUTABLE" }, []],
    ["module:tf:aws_ecr_repository", { image_tag_mutability: "MUTABLE" }, ["mutable-tags image_tag_mutability"]],
    ["module:tf:aws_ecr_repository", { image_tag_mutability: "IMMUTABLE" }, []],
    [
      "module:tf:aws_ecr_repository",
      {
        image_tag_mutability: "IMMUTABLE_WITH_EXCLUSION",
        image_tag_mutability_exclusion_filter: [{ filter: "v1", filter_type: "WILDCARD" }],
      },
      ["excluded-tags image_tag_mutability_exclusion_filter[0].filter"],
    ],
    [
      "kubernetes:ecr.services.k8s.aws/v1alpha1:Repository",
      { spec: { name: "web" } },
      ["mutable-tags spec.imageTagMutability"],
    ],
    ["kubernetes:ecr.services.k8s.aws/v1alpha1:RepositoryPatch", { spec: { name: "web" } }, []],
    [
      "kubernetes:ecr.services.k8s.aws/v1alpha1:RepositoryPatch",
      { spec: { imageTagMutability: "MUTABLE" } },
      ["mutable-tags spec.imageTagMutability"],
    ],
    [
      "kubernetes:ecr.aws.upbound.io/v1beta1:Repository",
      { spec: { forProvider: { imageTagMutability: "MUTABLE" } } },
      ["mutable-tags spec.forProvider.imageTagMutability"],
    ],
    ["kubernetes:ecr.aws.m.upbound.io/v1beta1:Repository", { spec: UNKNOWN }, []],
  ])("as %s %#", (type, props, expected) => {
    expect(told(type, props)).toEqual(expected);
  });

  it.each(["awsx:ecr:Repository", "aws:ecr/pullThroughCacheRule:PullThroughCacheRule", "constructor", "__proto__"])(
    "%s is not told: its children are, or its tags are another registry's, or it is nothing",
    (type) => {
      expect(told(type, { imageTagMutability: "MUTABLE" })).toEqual([]);
    },
  );
});

describe("a template by which ECR creates repositories", () => {
  const type = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate";
  const untagged = JSON.stringify({ rules: [{ selection: { tagStatus: "untagged" } }] });

  it.each<[string, unknown, readonly string[]]>([
    ["for replication", { appliedFors: ["REPLICATION"] }, ["mutable-tags imageTagMutability"]],
    ["for both", { appliedFors: ["REPLICATION", "PULL_THROUGH_CACHE"] }, ["mutable-tags imageTagMutability"]],
    ["for nothing that is named", {}, ["mutable-tags imageTagMutability"]],
    ["for caches, whose tags follow the other registry", { appliedFors: ["PULL_THROUGH_CACHE"] }, []],
    ["for what is unknown", { appliedFors: UNKNOWN }, []],
    ["that is immutable", { appliedFors: ["REPLICATION"], imageTagMutability: "IMMUTABLE" }, []],
    [
      "with a lifecycle policy",
      { appliedFors: ["PULL_THROUGH_CACHE"], lifecyclePolicy: untagged },
      ["deletes-images lifecyclePolicy.rules[0]"],
    ],
  ])("%s", (_, props, expected) => {
    expect(told(type, props)).toEqual(expected);
  });
});

function filterAt(index: number): string {
  return `imageTagMutabilityExclusionFilters[${index}].filter`;
}

function excluded(index: number): string {
  return `excluded-tags ${filterAt(index)}`;
}
