import { describe, expect, it } from "@jest/globals";
import { UNKNOWN, type Tree } from "../../src/discover/index.ts";
import { discoverImageUses } from "../../src/discover/index.ts";
import { resource, told } from "./resource.ts";

const HEX = "ab12".repeat(16);
const inValues = (values: unknown) => told("kubernetes:helm.sh/v3:Release", { values });

describe("images that stand in the values of a Helm release are found", () => {
  it.each<[string, Tree, string]>([
    ["a text", { image: "nginx:1.27" }, "nginx:1.27 at values.image"],
    ["deep inside", { a: { b: [{ image: "nginx:1.27" }] } }, "nginx:1.27 at values.a.b[0].image"],
    ["a container of its own", { sidecars: [{ name: "x", image: "nginx:1" }] }, "nginx:1 at values.sidecars[0].image"],
    ["a name of its own", { initImage: "busybox:1" }, "busybox:1 at values.initImage"],
    ["repository and tag", { image: { repository: "nginx", tag: "1" } }, "nginx:1 at values.image.repository"],
    [
      "registry, repository, tag and an empty digest",
      { image: { registry: "docker.io", repository: "bitnami/nginx", tag: "1", digest: "", pullPolicy: "Always" } },
      "docker.io/bitnami/nginx:1 at values.image.repository",
    ],
    [
      "registry, image, tag and digest, as ingress-nginx has them",
      {
        controller: {
          image: { registry: "registry.k8s.io", image: "ingress-nginx/controller", tag: "v1", digest: `sha256:${HEX}` },
        },
      },
      `registry.k8s.io/ingress-nginx/controller:v1@sha256:${HEX} at values.controller.image.image`,
    ],
    ["an image and a repository", { image: { image: "a/b", repository: "c/d" } }, "a/b at values.image.image"],
    ["an image volume", { volumes: [{ image: { reference: "a/b:1" } }] }, "a/b:1 at values.volumes[0].image.reference"],
    [
      "a digest without its algorithm",
      { image: { repository: "g", sha: HEX } },
      `g@sha256:${HEX} at values.image.repository`,
    ],
    [
      "the repository alone: the chart adds a tag",
      { image: { repository: "nginx" } },
      "nginx at values.image.repository",
    ],
    ["a tag beside the name", { image: "nginx", tag: "1" }, "nginx:1 at values.image"],
    [
      "repository and tag under another name",
      { sidecar: { repository: "a/b", tag: "2" } },
      "a/b:2 at values.sidecar.repository",
    ],
    [
      "a tag that is a number, which YAML makes of 1.10, and the chart as well",
      { image: { repository: "nginx", tag: 1.1 } },
      "nginx:1.1 at values.image.repository",
    ],
    [
      "a Kubernetes object",
      { extra: [{ apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "nginx:1" }] } }] },
      "nginx:1 at values.extra[0].spec.containers[0].image",
    ],
  ])("%s", (_, values, expected) => {
    expect(inValues(values)).toEqual([`image ${expected}`]);
  });

  it("a text that is the reference itself can be rewritten in its place", () => {
    const [use] = discoverImageUses(resource("kubernetes:helm.sh/v3:Release", { values: { image: "nginx:1" } }));
    expect(use).toMatchObject({ slot: { steps: ["values", "image"] } });
  });
});

it.each<[string, Tree]>([
  ["switches", { image: true, useImage: true, pullImage: "Always", image2: 1, metricsImage: false }],
  ["a tag alone", { image: { tag: "1.27", pullPolicy: "Always" } }],
  ["a registry alone", { global: { imageRegistry: "registry.example", image: { registry: "registry.example" } } }],
  ["pull secrets", { imagePullSecrets: [{ name: "x" }], imagePullPolicy: "Always" }],
  ["a Git repository", { git: { repository: "https://github.com/acme/web", tag: "v1" }, repository: "acme/web" }],
  ["a picture", { logo: { image: "https://acme.example/logo.png" } }],
  ["nothing", { image: null, other: { image: "" }, third: { image: {} } }],
])("%s in values name no image", (_, values) => {
  expect(inValues(values)).toEqual([]);
});

it.each<[string, Tree, readonly string[]]>([
  [
    "an image",
    { image: UNKNOWN, other: { image: "nginx:1" } },
    ["image nginx:1 at values.other.image", "unknown at values.image"],
  ],
  ["a tag", { image: { repository: "nginx", tag: UNKNOWN } }, ["unknown at values.image.repository"]],
  ["a repository", { image: { repository: UNKNOWN } }, ["unknown at values.image.repository"]],
  ["containers", { extraContainers: UNKNOWN }, ["unknown at values.extraContainers"]],
  ["what is no image", { replicas: UNKNOWN, env: { A: UNKNOWN } }, []],
])("%s that is unknown in values is told at its path and hides no other (law 6)", (_, values, expected) => {
  expect(inValues(values)).toEqual(expected);
});

it("values that are no object are told", () => {
  expect(inValues("nginx")).toEqual(["unreadable at values: holds a text, not an object of values"]);
  expect(inValues(3)).toEqual(["unreadable at values: is a number, not an object of values"]);
  expect(inValues("a: [")).toEqual(["unreadable at values: is not valid YAML"]);
});
