import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { lifecycle, LIFECYCLE, told } from "./facts.ts";

const RULE = "deletes-images policy.rules[0]";
const policy = (value: unknown) => ({ repository: "web", policy: value });

describe("a lifecycle policy of ECR", () => {
  it.each<[string, object, readonly string[]]>([
    ["takes untagged images", { tagStatus: "untagged" }, [RULE]],
    ["takes any image", { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 }, [RULE]],
    ["does not say which images", {}, [RULE]],
    ["takes every tag", { tagStatus: "tagged", tagPatternList: ["*"] }, [RULE]],
    ["takes cosign's signatures", { tagStatus: "tagged", tagPatternList: ["*.sig"] }, [RULE]],
    ["takes cosign's attestations", { tagStatus: "tagged", tagPatternList: ["sha256-*.att"] }, [RULE]],
    ["takes cosign's tags by prefix", { tagStatus: "tagged", tagPrefixList: ["sha256-"] }, [RULE]],
    ["takes some tags only", { tagStatus: "tagged", tagPatternList: ["dev-*"] }, []],
    ["takes some tags only, by prefix", { tagStatus: "tagged", tagPrefixList: ["dev-", "pr-"] }, []],
    ["takes what has all of several tags", { tagStatus: "tagged", tagPatternList: ["*", "dev-*"] }, []],
    ["takes images that were not pulled", { tagStatus: "any", countType: "sinceImagePulled" }, [RULE]],
  ])("%s", (_, selection, expected) => {
    expect(told(LIFECYCLE, lifecycle(selection))).toEqual(expected);
  });

  it("tells of each rule by its own path", () => {
    const selections = [
      { tagStatus: "untagged" },
      { tagStatus: "tagged", tagPrefixList: ["dev-"] },
      { tagStatus: "any" },
    ];
    expect(told(LIFECYCLE, lifecycle(...selections))).toEqual([RULE, "deletes-images policy.rules[2]"]);
  });

  it("that archives images counts: nobody can pull from the archive", () => {
    const rule = { selection: { tagStatus: "any" }, action: { type: "transition", targetStorageClass: "archive" } };
    expect(told(LIFECYCLE, policy(JSON.stringify({ rules: [rule] })))).toEqual([RULE]);
  });

  it("is read as an object, too, and an unknown part hides no neighbour (law 6)", () => {
    const rules = [
      UNKNOWN,
      { selection: UNKNOWN },
      { selection: { tagStatus: UNKNOWN } },
      { selection: { tagStatus: "tagged", tagPatternList: [UNKNOWN] } },
      { selection: { tagStatus: "untagged" } },
    ];
    expect(told(LIFECYCLE, policy({ rules }))).toEqual(["deletes-images policy.rules[4]"]);
  });

  it.each<[string, unknown]>([
    ["missing", undefined],
    ["unknown", UNKNOWN],
    ["a policy with unknown rules", { rules: UNKNOWN }],
    ["without rules in it", '{"rules":[]}'],
  ])("tells nothing where it is %s", (_, value) => {
    expect(told(LIFECYCLE, policy(value))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["empty", ""],
    ["JSON of two meanings", '{"rules":[],"rules":[]}'],
    ["nested too deeply", "[".repeat(10_000)],
    ["longer than any", `{"rules":[],"a":"${"x".repeat(2_000_000)}"}`],
    ["a number", 5],
    ["a list", "[]"],
    ["a policy whose rules are none", '{"rules":5}'],
    ["a policy without rules", "{}"],
  ])("is told as unreadable where it is %s (law 3)", (_, value) => {
    expect(told(LIFECYCLE, policy(value))).toEqual(["unreadable-policy policy"]);
  });

  it("tells of twenty rules at most", () => {
    const many = Array.from({ length: 3000 }, () => ({ tagStatus: "untagged" }));
    expect(told(LIFECYCLE, lifecycle(...many))).toHaveLength(20);
  });

  it("hostile patterns cost no time", () => {
    const tagPatternList = Array.from({ length: 1000 }, () => `${"*0".repeat(60)}*x`);
    expect(told(LIFECYCLE, lifecycle({ tagStatus: "tagged", tagPatternList }))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["module:tf:aws_ecr_lifecycle_policy", lifecycle({ tagStatus: "any" }), "policy.rules[0]"],
    [
      "kubernetes:ecr.aws.upbound.io/v1beta1:LifecyclePolicy",
      { spec: { forProvider: lifecycle({ tagStatus: "any" }) } },
      "spec.forProvider.policy.rules[0]",
    ],
    [
      "aws-native:ecr:Repository",
      { imageTagMutability: "IMMUTABLE", lifecyclePolicy: { lifecyclePolicyText: lifecycle({}).policy } },
      "lifecyclePolicy.lifecyclePolicyText.rules[0]",
    ],
    [
      "kubernetes:ecr.services.k8s.aws/v1alpha1:Repository",
      { spec: { imageTagMutability: "IMMUTABLE", lifecyclePolicy: lifecycle({}).policy } },
      "spec.lifecyclePolicy.rules[0]",
    ],
  ])("as it stands in %s", (type, props, path) => {
    expect(told(type, props)).toEqual([`deletes-images ${path}`]);
  });
});
