import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN, unlistedImages } from "../../src/discover/index.ts";
import { resource } from "./resource.ts";
import { cpuTime } from "../cpu-time.ts";

const HEX = "ab12".repeat(16);
const UNHEARD_OF = "acme:index:Shop";
const ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1";

function unlisted(type: string, props: unknown): string[] {
  const one = resource(type, props);
  return unlistedImages(one, discoverImageUses(one)).map(({ repository, path }) => `${repository} at ${path}`);
}

describe("a text that can only be an image reference is told where nothing reads it", () => {
  it.each([
    [`web@sha256:${HEX}`, "docker.io/library/web"],
    [`registry.corp:5000/team/web:1@sha256:${HEX}`, "registry.corp:5000/team/web"],
    ["ghcr.io/acme/web:1.4", "ghcr.io/acme/web"],
    ["docker.io/library/nginx:1", "docker.io/library/nginx"],
    ["europe-docker.pkg.dev/p/r/web:v1", "europe-docker.pkg.dev/p/r/web"],
    ["acme.azurecr.io/web:1", "acme.azurecr.io/web"],
    [ECR, ECR.slice(0, -2)],
    ["docker://nginx", "docker.io/library/nginx"],
    ["oci://registry.corp/team/web:1", "registry.corp/team/web"],
  ])("%s", (text, repository) => {
    expect(unlisted(UNHEARD_OF, { a: [{ "b.c": text }] })).toEqual([`${repository} at a[0]["b.c"]`]);
  });

  it.each([
    ["kubernetes:core/v1:ConfigMap", { data: { IMAGE: "ghcr.io/a/b:1" } }, "data.IMAGE"],
    [
      "kubernetes:apps/v1:Deployment",
      {
        spec: { template: { spec: { containers: [{ image: "quay.io/a/op:1", env: [{ value: "ghcr.io/a/b:1" }] }] } } },
      },
      "spec.template.spec.containers[0].env[0].value",
    ],
    ["aws:ssm/parameter:Parameter", { value: "ghcr.io/a/b:1", other: UNKNOWN }, "value"],
    ["some-module:tf:aws_ssm_parameter", { value: "ghcr.io/a/b:1" }, "value"],
    [
      "kubernetes:helm.sh/v3:Release",
      { chart: "x", values: { relatedImages: ["ghcr.io/a/b:1"] } },
      "values.relatedImages[0]",
    ],
  ])("%s, beside what is read", (type, props, path) => {
    expect(unlisted(type, props)).toEqual([`ghcr.io/a/b at ${path}`]);
  });
});

describe("no image is told of", () => {
  it.each([
    ["ami-0abcdef1234567890"],
    ["projects/debian-cloud/global/images/family/debian-12"],
    ["https://acme.example/logo.png:1"],
    ["https://ghcr.io/acme/web:1"],
    ["aws/codebuild/standard:7.0"],
    ["OL7_X86_64_STANDARD_10"],
    ["composer-2.9.7-airflow-2.9.3"],
    ["arn:aws:ecr:eu-west-1:123456789012:repository/web"],
    ["git@github.com:acme/web.git"],
    ["github.com/acme/web:v1"],
    ["git::https://github.com/acme/web?ref=v1"],
    ["npm:@acme/web@1.2.3"],
    ["@acme/web@1.2.3"],
    ["com.example:web:1.0"],
    ["ghcr.io/acme/web"],
    ["ghcr.io"],
    ["nginx:1.27"],
    ["localhost:5000"],
    [`sha256:${HEX}`],
    [`run ghcr.io/acme/web:1`],
    [`oci://`],
    ["ghcr.io/acme/web:1 and more"],
    [`${"a/".repeat(300)}b@sha256:${HEX}`],
  ])("%s", (text) => {
    expect(unlisted(UNHEARD_OF, { image: text, imageUrl: text, other: [text] })).toEqual([]);
  });

  it.each<[string, string, object]>([
    ["a place that is read", "kubernetes:core/v1:Pod", { spec: { containers: [{ image: "ghcr.io/a/b:1" }] } }],
    [
      "what is pushed",
      "docker-build:index:Image",
      { tags: ["ghcr.io/a/b:1"], cacheFrom: [{ registry: { ref: "ghcr.io/a/c:1" } }] },
    ],
    ["what is pushed, too", "docker:index/image:Image", { imageName: "ghcr.io/a/b:1" }],
    ["what an older type pushes", "docker:image:Image", { imageName: "ghcr.io/a/b:1" }],
    ["what is built", "docker:index/remoteImage:RemoteImage", { name: "ghcr.io/a/b:1", build: { context: "." } }],
    ["a status", "kubernetes:core/v1:Pod", { status: { containerStatuses: [{ image: "ghcr.io/a/b:1" }] } }],
    ["a component, whose objects are read", "kubernetes:helm.sh/v4:Chart", { values: { image: "ghcr.io/a/b:1" } }],
    ["a repository of charts", "rancher2:index/catalogV2:CatalogV2", { url: "oci://ghcr.io/a/charts" }],
    ["a machine's disk in a registry", "azure-native:networkcloud:VirtualMachine", { vmImage: "a.azurecr.io/vm:1" }],
    [
      "a repository of charts in a custom resource",
      "kubernetes:source.toolkit.fluxcd.io/v1:HelmRepository",
      { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmRepository", spec: { url: "oci://ghcr.io/a/charts" } },
    ],
    [
      "an ECS container",
      "aws:ecs/taskDefinition:TaskDefinition",
      { containerDefinitions: JSON.stringify([{ image: ECR }]) },
    ],
  ])("%s", (_, type, props) => {
    expect(unlisted(type, props)).toEqual([]);
  });
});

describe("hostile inputs cost bounded time and never throw", () => {
  const cyclic: Record<string, unknown> = { a: "ghcr.io/a/b:1" };
  cyclic["self"] = cyclic;
  const nested = (levels: number): unknown => (levels === 0 ? "ghcr.io/a/b:1" : [nested(levels - 1)]);
  const barren: Record<string, unknown> = {};
  barren["self"] = barren;
  const throwing = { a: "ghcr.io/a/b:1" };
  Object.defineProperty(throwing, "b", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });

  it.each<[string, unknown, number]>([
    ["a cycle", cyclic, 20],
    ["a getter that throws", throwing, 1],
    ["a million values", Array.from({ length: 1_000_000 }, () => 0), 0],
    ["a thousand images: twenty are told", Array.from({ length: 1000 }, () => "ghcr.io/a/b:1"), 20],
    ["long texts", Array.from({ length: 100 }, () => "a.a/".repeat(100_000)), 0],
    ["a text of 10 MB that begins like one", "ghcr.io/a".repeat(1_200_000), 0],
    ["more values than are read", [...Array.from({ length: 60_000 }, () => 0), "ghcr.io/a/b:1"], 0],
    ["a cycle without an image", barren, 0],
    ["deeper than any resource", nested(70), 0],
    ["as deep as one may be", nested(60), 1],
    ["nothing", undefined, 0],
  ])("%s", (_, props, count) => {
    const begin = cpuTime();
    expect(unlisted(UNHEARD_OF, { props })).toHaveLength(count);
    expect(cpuTime() - begin).toBeLessThan(2000);
  });
});
