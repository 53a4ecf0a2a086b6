import { describe, expect, it } from "@jest/globals";
import { isTold, rowsOf } from "../../src/discover/catalog.ts";
import { discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { TYPES_WITH_PLATFORM } from "../../src/discover/runs-on.ts";
import { typeOf } from "../../src/discover/token.ts";
import { resource } from "./resource.ts";

const IMAGE = "ghcr.io/acme/web:1";
const containers = [{ name: "web", image: IMAGE }];
const json = JSON.stringify(containers);

/** The platform of each image, in the order of the images. */
const platforms = (type: string, props: unknown) =>
  discoverImageUses(resource(type, props)).map(({ platform }) => platform);
const only = (type: string, props: unknown) => {
  const [platform, ...others] = platforms(type, props);
  expect(others).toEqual([]);
  return platform;
};

const ECS = "aws:ecs/taskDefinition:TaskDefinition";
const task = (cpuArchitecture?: unknown, operatingSystemFamily?: unknown) => ({
  containerDefinitions: json,
  runtimePlatform: { cpuArchitecture, operatingSystemFamily },
});
const template = (Type: string, Properties: object) => ({
  templateBody: JSON.stringify({ Resources: { Web: { Type, Properties } } }),
});
const STACK = "aws:cloudformation/stack:Stack";

describe("the platform that a resource names", () => {
  it.each<[string, string, object, string | undefined]>([
    ["ECS, ARM64", ECS, task("ARM64", "LINUX"), "linux/arm64"],
    ["ECS, X86_64", ECS, task("X86_64", "LINUX"), "linux/amd64"],
    ["ECS, Windows", ECS, task("X86_64", "WINDOWS_SERVER_2022_CORE"), "windows/amd64"],
    ["ECS without a system, which is not guessed", ECS, task("ARM64"), undefined],
    ["ECS without an architecture, which is not guessed", ECS, task(undefined, "LINUX"), undefined],
    ["ECS with one that is not known yet", ECS, task(UNKNOWN, "LINUX"), undefined],
    ["ECS with a platform that is not known yet", ECS, { ...task(), runtimePlatform: UNKNOWN }, undefined],
    ["ECS with a word that nobody knows", ECS, task("ARM64\u001b[2J", "LINUX"), undefined],
    [
      "ECS of aws-native",
      "aws-native:ecs:TaskDefinition",
      { ...task("ARM64", "LINUX"), containerDefinitions: containers },
      "linux/arm64",
    ],
    [
      "ECS of Terraform",
      "terraform:tf:aws_ecs_task_definition",
      {
        container_definitions: json,
        runtime_platform: [{ cpu_architecture: "ARM64", operating_system_family: "LINUX" }],
      },
      "linux/arm64",
    ],
    [
      "ECS in a template of CloudFormation",
      STACK,
      template("AWS::ECS::TaskDefinition", {
        RuntimePlatform: { CpuArchitecture: "ARM64", OperatingSystemFamily: "LINUX" },
        ContainerDefinitions: [{ Image: IMAGE }],
      }),
      "linux/arm64",
    ],
    [
      "ECS in a template that decides later",
      STACK,
      template("AWS::ECS::TaskDefinition", {
        RuntimePlatform: { CpuArchitecture: { Ref: "Architecture" }, OperatingSystemFamily: "LINUX" },
        ContainerDefinitions: [{ Image: IMAGE }],
      }),
      undefined,
    ],
    ["Lambda", "aws:lambda/function:Function", { imageUri: IMAGE, architectures: ["arm64"] }, "linux/arm64"],
    [
      "Lambda of aws-native",
      "aws-native:lambda:Function",
      { code: { imageUri: IMAGE }, architectures: ["x86_64"] },
      "linux/amd64",
    ],
    ["Lambda without an architecture", "aws:lambda/function:Function", { imageUri: IMAGE }, undefined],
    [
      "Lambda of CloudFormation",
      STACK,
      template("AWS::Lambda::Function", { Code: { ImageUri: IMAGE }, Architectures: ["arm64"] }),
      "linux/arm64",
    ],
    ["Cloud Run", "gcp:cloudrunv2/service:Service", { template: { containers } }, "linux/amd64"],
    ["Container Apps", "azure-native:app/v20240301:ContainerApp", { template: { containers } }, "linux/amd64"],
    ["Docker", "docker:index/container:Container", { image: IMAGE, platform: "linux/arm64/v8" }, "linux/arm64/v8"],
    [
      "Docker, by a name of its own",
      "docker:index/remoteImage:RemoteImage",
      { name: IMAGE, platform: "linux/aarch64" },
      "linux/arm64",
    ],
    ["Docker, half of one", "docker:index/container:Container", { image: IMAGE, platform: "arm64" }, undefined],
    ["Docker, too much", "docker:index/container:Container", { image: IMAGE, platform: "linux/arm64/v8/x" }, undefined],
    [
      "a build for one",
      "docker-build:index:Image",
      { dockerfile: { inline: `FROM ${IMAGE}` }, platforms: ["linux/arm64"] },
      "linux/arm64",
    ],
    [
      "a build for two",
      "docker-build:index:Image",
      { dockerfile: { inline: `FROM ${IMAGE}` }, platforms: ["linux/arm64", "linux/amd64"] },
      undefined,
    ],
    [
      "a build whose Dockerfile chooses",
      "docker-build:index:Image",
      { dockerfile: { inline: `FROM --platform=$BUILDPLATFORM ${IMAGE}` }, platforms: ["linux/arm64"] },
      undefined,
    ],
    [
      "Batch, which is not read",
      "aws:batch/jobDefinition:JobDefinition",
      { containerProperties: JSON.stringify({ image: IMAGE }) },
      undefined,
    ],
  ])("%s", (_, type, props, expected) => {
    expect(only(type, props)).toBe(expected);
  });

  it("is of a type that the catalog lists, so that no name here is misspelt", () => {
    const listed = TYPES_WITH_PLATFORM.filter((type) => {
      const { catalog, names } = typeOf(/^[a-z0-9_]+$/.test(type) ? `terraform:tf:${type}` : type);
      return names.some((name) => rowsOf(catalog, name).some(isTold));
    });
    expect(listed).toEqual(TYPES_WITH_PLATFORM);
  });
});

const POD = "kubernetes:core/v1:Pod";
const ARCH = "kubernetes.io/arch";
const OS = "kubernetes.io/os";
const pod = (spec: object) => ({ apiVersion: "v1", kind: "Pod", spec: { containers, ...spec } });
const term = (...matchExpressions: object[]) => ({ matchExpressions });
const required = (...nodeSelectorTerms: object[]) => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
});
const one = (key: string, ...values: string[]) => ({ key, operator: "In", values });

describe("the platform of a pod", () => {
  it.each<[string, object, string | undefined]>([
    ["by its node selector", { nodeSelector: { [ARCH]: "arm64", [OS]: "linux" } }, "linux/arm64"],
    ["for Windows", { nodeSelector: { [ARCH]: "amd64", [OS]: "windows" } }, "windows/amd64"],
    ["by an architecture that only Linux has nodes of", { nodeSelector: { [ARCH]: "arm64" } }, "linux/arm64"],
    ["not by one that Windows has, too", { nodeSelector: { [ARCH]: "amd64" } }, undefined],
    ["by that and its own system", { nodeSelector: { [ARCH]: "amd64" }, os: { name: "linux" } }, "linux/amd64"],
    ["not by the system alone", { nodeSelector: { [OS]: "linux" } }, undefined],
    [
      "not where both disagree",
      { nodeSelector: { [ARCH]: "arm64" }, affinity: required(term(one(ARCH, "amd64"))) },
      undefined,
    ],
    [
      "by the affinity that it requires",
      { affinity: required(term(one(ARCH, "arm64"), one(OS, "linux"))) },
      "linux/arm64",
    ],
    ["not by an affinity with two values", { affinity: required(term(one(ARCH, "arm64", "amd64"))) }, undefined],
    ["not by one of two terms", { affinity: required(term(one(ARCH, "arm64")), term(one(OS, "linux"))) }, undefined],
    ["not by an exclusion", { affinity: required(term({ ...one(ARCH, "arm64"), operator: "NotIn" })) }, undefined],
    ["not by a selector that is not known yet", { nodeSelector: UNKNOWN }, undefined],
    ["not by a list in its place", { nodeSelector: [[]] }, undefined],
  ])("%s", (_, spec, expected) => {
    const [platform, ...others] = discoverImageUses(resource(POD, pod(spec)))
      .filter(({ kind }) => kind === "image")
      .map((use) => use.platform);
    expect([platform, others]).toEqual([expected, []]);
  });

  it("is that of the pod whose image it is, wherever pods stand", () => {
    const template = (arch: string) => ({ spec: { nodeSelector: { [ARCH]: arch }, containers } });
    const custom = { apiVersion: "acme.io/v1", kind: "Fleet", spec: { web: template("arm64"), db: template("s390x") } };
    expect(platforms("kubernetes:acme.io/v1:Fleet", custom)).toEqual(["linux/arm64", "linux/s390x"]);
  });

  it("is not that of a custom resource that selects nodes for something else", () => {
    const custom = {
      apiVersion: "acme.io/v1",
      kind: "Fleet",
      spec: { nodeSelector: { [ARCH]: "arm64" }, image: IMAGE },
    };
    expect(platforms("kubernetes:acme.io/v1:Fleet", custom)).toEqual([undefined]);
  });
});
