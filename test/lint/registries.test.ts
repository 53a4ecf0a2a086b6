import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { isRegistryType, LINT_REASONS, registryFacts, registryTypes } from "../../src/lint/index.ts";
import { ECR, resource, told } from "./facts.ts";

describe("settings that are switches", () => {
  it.each<[string, unknown, readonly string[]]>([
    ["harbor:index/immutableTagRule:ImmutableTagRule", { disabled: true }, ["immutability-disabled disabled"]],
    ["harbor:index/immutableTagRule:ImmutableTagRule", { disabled: false, tagMatching: "v*" }, []],
    ["harbor:index/immutableTagRule:ImmutableTagRule", { disabled: UNKNOWN, tagMatching: "v*" }, []],
    ["harbor:index/immutableTagRule:ImmutableTagRule", { tagExcluding: "latest" }, ["excluded-tags tagExcluding"]],
    ["module:tf:harbor_immutable_tag_rule", { disabled: true }, ["immutability-disabled disabled"]],
    ["harbor:index/garbageCollection:GarbageCollection", { deleteUntagged: true }, ["deletes-images deleteUntagged"]],
    ["harbor:index/garbageCollection:GarbageCollection", { deleteUntagged: false }, []],
    [
      "harbor:index/retentionPolicy:RetentionPolicy",
      { schedule: "Daily", rules: [{ mostRecentlyPushed: 10 }] },
      ["deletes-images rules"],
    ],
    ["harbor:index/retentionPolicy:RetentionPolicy", { schedule: "Daily", rules: [{ alwaysRetain: true }] }, []],
    [
      "harbor:index/retentionPolicy:RetentionPolicy",
      { schedule: "Daily", rules: [{ alwaysRetain: true, disabled: true }] },
      ["deletes-images rules"],
    ],
    ["harbor:index/retentionPolicy:RetentionPolicy", { rules: [{ mostRecentlyPushed: 10 }] }, []],
    ["harbor:index/retentionPolicy:RetentionPolicy", { schedule: "Daily", rules: UNKNOWN }, []],
    ["oci:Artifacts/containerRepository:ContainerRepository", {}, ["mutable-tags isImmutable"]],
    ["oci:Artifacts/containerRepository:ContainerRepository", { isImmutable: false }, ["mutable-tags isImmutable"]],
    ["oci:Artifacts/containerRepository:ContainerRepository", { isImmutable: true }, []],
    ["oci:Artifacts/containerRepository:ContainerRepository", { isImmutable: UNKNOWN }, []],
    ["module:tf:oci_artifacts_container_repository", { is_immutable: "true" }, []],
    ["alicloud:cs/registryEnterpriseRepo:RegistryEnterpriseRepo", {}, ["mutable-tags tagImmutability"]],
    ["alicloud:cs/registryEnterpriseRepo:RegistryEnterpriseRepo", { tagImmutability: true }, []],
    ["azure-native:containerregistry:Registry", { sku: { name: "Premium" } }, []],
    ...["azure-native:containerregistry:Registry", "azure-native:containerregistry/v20230701:Registry"].map(
      (type): [string, unknown, readonly string[]] => [
        type,
        { policies: { retentionPolicy: { status: "enabled", days: 7 } } },
        ["deletes-images policies.retentionPolicy.status"],
      ],
    ),
    [
      "azure-native_containerregistry_v20230701:containerregistry:Registry",
      { policies: { retentionPolicy: { status: "disabled" } } },
      [],
    ],
    [
      "azure:containerservice/registry:Registry",
      { retentionPolicyInDays: 7 },
      ["deletes-images retentionPolicyInDays"],
    ],
    ["azure:containerservice/registry:Registry", {}, []],
    [
      "artifactory:index/localDockerV2Repository:LocalDockerV2Repository",
      { maxUniqueTags: 5 },
      ["deletes-images maxUniqueTags"],
    ],
    ["artifactory:index/localDockerV2Repository:LocalDockerV2Repository", { maxUniqueTags: 0 }, []],
  ])("%s %j", (type, props, expected) => {
    expect(told(type, props)).toEqual(expected);
  });
});

/** A value that throws wherever it is touched. */
const trap: unknown = new Proxy(
  {},
  {
    get: () => {
      throw new Error("no");
    },
    ownKeys: () => {
      throw new Error("no");
    },
  },
);
const cyclic: object = { format: "DOCKER", tagStatus: "any" };
Object.assign(cyclic, {
  ...{ spec: cyclic, forProvider: cyclic, policy: cyclic },
  ...{ rules: [cyclic], selection: cyclic, cleanupPolicies: [cyclic] },
});

/** An object whose members are there and cannot be read, as the SDK's are where they are unknown. */
const unreadable: object = {};
for (const name of ["spec", "policy", "imageTagMutability", "dockerConfig", "isImmutable", "disabled", "policies"])
  Object.defineProperty(unreadable, name, {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });

const HOSTILE: readonly [string, unknown][] = [
  ["nothing", undefined],
  ["null", null],
  ["a number", 5],
  ["a text", "x"],
  ["an empty list", []],
  ["a list in a list", [[[[{ imageTagMutability: "MUTABLE" }]]]]],
  ["an unknown value", UNKNOWN],
  ["a value that throws", trap],
  ["members that throw", { spec: trap, policy: trap, format: "DOCKER", cleanupPolicies: [trap], rules: trap }],
  ["members that throw when they are read", unreadable],
  ["a value inside itself", cyclic],
  ["a function", () => "x"],
  ["prototype names", JSON.parse('{"__proto__":{"imageTagMutability":"IMMUTABLE"},"constructor":1}')],
];

describe.each(HOSTILE)("on %s", (_, props) => {
  it.each(registryTypes)("%s never throws, and says only what is documented", (name) => {
    const type = /[:/]/.test(name) && !name.includes(":") ? `kubernetes:${name.replace("/", "/v1:")}` : name;
    const { findings } = registryFacts(resource(name.includes(":") || type !== name ? type : `m:tf:${name}`, props));
    for (const { reason, path, message } of findings) {
      expect(LINT_REASONS).toContain(reason);
      expect(path).toMatch(/^[\w.[\]{}]*$/);
      expect(message).toMatch(/^(?:is|lets|names|takes|deletes|switches) .*\.$/);
    }
  });
});

it("an own __proto__ is no setting", () => {
  const props: unknown = JSON.parse('{"__proto__":{"imageTagMutability":"IMMUTABLE"}}');
  expect(told(ECR, props)).toEqual(["mutable-tags imageTagMutability"]);
});

it("types are told by their token alone", () => {
  expect(isRegistryType("kubernetes:ecr.services.k8s.aws/v1alpha1:Repository")).toBe(true);
  expect(isRegistryType("kubernetes:apps/v1:Deployment")).toBe(false);
});

it("messages repeat no value of the resource, which may be a secret (law 10)", () => {
  const props = { imageTagMutability: "hunter2", lifecyclePolicy: { lifecyclePolicyText: "hunter2" } };
  expect(JSON.stringify(registryFacts(resource("aws-native:ecr:Repository", props)).findings)).not.toContain("hunter2");
});

it("docs/registry-immutable.md lists every type that is read", () => {
  const page = readFileSync(join(__dirname, "../../docs/registry-immutable.md"), "utf8");
  expect([...page.matchAll(/^- `([^`]+)`$/gm)].map(([, name]) => name)).toEqual(registryTypes);
});
