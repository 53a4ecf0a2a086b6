import { describe, expect, it } from "@jest/globals";
import { pinned, toldFile, usesIn } from "./told-file.ts";

const DIGEST = `sha256:${"ab12".repeat(16)}` as const;
const told = (text: string, beside = {}) => toldFile("overlays/prod/kustomization.yaml", text, beside).slice(1);
const images = (text: string) => told(`images:\n${text}`);

describe("an override is an image of its own", () => {
  it.each<[string, string, readonly string[]]>([
    ["a tag", '- name: nginx\n  newTag: "1.27"\n', ["image nginx:1.27 at 2:9"]],
    [
      "a name and a tag",
      "- name: nginx\n  newName: ghcr.io/acme/nginx\n  newTag: v1\n",
      ["image ghcr.io/acme/nginx:v1 at 3:12"],
    ],
    ["a digest", `- {name: nginx, digest: ${DIGEST}}\n`, [`image nginx@${DIGEST} at 2:10`]],
    ["a tag and a digest", `- name: nginx\n  newTag: v1\n  digest: ${DIGEST}\n`, [`image nginx:v1@${DIGEST} at 2:9`]],
    ["nothing", "- name: nginx\n", []],
    [
      "a number, which kustomize refuses",
      "- name: nginx\n  newTag: 1.27\n",
      ["unreadable at 3:11: is a number, not a text"],
    ],
    ["a variable", "- name: nginx\n  newTag: ${TAG}\n", ["unknown nginx:… at 2:9"]],
  ])("with %s", (_, text, expected) => {
    expect(images(text)).toEqual(expected);
  });

  it.each([
    ["- name: nginx\n  newName: evil.example/nginx\n", "unknown evil.example/nginx:… at 3:12"],
    ["- name: nginx\n  newTag: v1\n  tagSuffix: -alpine\n", "unknown nginx:… at 2:9"],
  ])("which is unknown where a part of it stands in the manifests: %j (law 3)", (text, expected) => {
    expect(images(text)).toEqual([expected]);
  });
});

describe("what deploys images that are not here is told", () => {
  it.each([
    "resources: [https://example.com/app.yaml]",
    "resources: ['github.com/acme/web//deploy?ref=v1']",
    "resources: [git@github.com:acme/web.git]",
    "resources: [git::https://example.com/acme/web]",
    "components: ['ssh://git@example.com/acme/web?ref=v1']",
    "bases: ['https://github.com/acme/web']",
  ])("%s", (text) => {
    expect(told(text)).toEqual([expect.stringMatching(/^hidden at 1:\d+: names a remote resource/)]);
  });

  it("a Helm chart, whose values are read", () => {
    const text =
      "helmCharts:\n- name: web\n  repo: https://charts.example\n  valuesInline:\n    image: {repository: a/b, tag: x1}\n";
    expect(told(text)).toEqual([expect.stringMatching(/^hidden at 2:9: names a Helm chart/), "image a/b:x1 at 5:25"]);
  });

  it("and not what lies beside", () => {
    expect(told("resources: [../../base, deployment.yaml, ./x/]\ncomponents: [../c]\ncrds: [a.json]\n")).toEqual([]);
  });
});

describe("patches that stand in the file are read", () => {
  it.each<[string, string, string]>([
    [
      "an object",
      "patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    spec: {template: {spec: {containers: [{name: a, image: nginx:1}]}}}\n",
      "image nginx:1 at 5:60",
    ],
    [
      "operations",
      "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/image\n      value: nginx:1\n",
      "image nginx:1 at 6:14",
    ],
    [
      "JSON",
      `patchesJson6902:\n- patch: '[{"op":"add","path":"/spec/containers/0/image","value":"nginx:1"}]'\n`,
      "image nginx:1 at 2:67",
    ],
    [
      "in an old list",
      "patchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: Pod\n  spec: {containers: [{name: a, image: nginx:1}]}\n",
      "image nginx:1 at 5:40",
    ],
  ])("%s", (_, text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  it("as are the operations in a file beside, at their own place", () => {
    const patch = "- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: nginx:1\n";
    expect(told("patches:\n- path: patch.yaml\n  target: {kind: Deployment}\n", { "patch.yaml": patch })).toEqual([
      "image nginx:1 at overlays/prod/patch.yaml 3:10",
    ]);
  });

  it("an object in a file beside is told where that file is read, and one that is not there is told here", () => {
    const object = "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: nginx:1}]}\n";
    expect(told("patches: [{path: a.yaml}]", { "a.yaml": object })).toEqual([]);
    expect(told("patches: [{path: a.yaml}]")).toEqual(["note: names a patch that cannot be read here (a.yaml)"]);
  });

  it("a replacement of an image is unknown", () => {
    const text =
      "replacements:\n- source: {kind: ConfigMap}\n  targets:\n  - fieldPaths: [spec.template.spec.containers.0.image, metadata.name]\n";
    expect(told(text)).toEqual(["unknown whole at 4:18"]);
  });
});

it.each(["kustomization.yaml", "kustomization.yml", "Kustomization"])("%s is one", (name) => {
  expect(toldFile(name, "images: [{name: nginx, newTag: v1}]")).toEqual(["Kustomize", "image nginx:v1 at 1:17"]);
});

it("Flux's Kustomization in a file of that name is an object of Kubernetes", () => {
  const text =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {images: [{name: nginx, newTag: v1}]}\n";
  expect(toldFile("kustomization.yaml", text)).toEqual(["Kubernetes", "image nginx:v1 at 3:24"]);
});

it("one that cannot be read is told (law 3)", () => {
  expect(told("images: [")).toEqual(["unreadable at 1:1: is not valid YAML"]);
});

describe("an override is pinned", () => {
  const pin = (text: string) => pinned(text, usesIn("kustomization.yaml", text)[0], DIGEST);

  it.each<[string, string, string]>([
    [
      "below its tag",
      'images:\n- name: nginx\n  newTag: "1.27" # why\n',
      `images:\n- name: nginx\n  newTag: "1.27" # why\n  digest: ${DIGEST}\n`,
    ],
    [
      "below its tag where that comes first",
      "images:\n  - newTag: v1\r\n    name: nginx\r\n",
      `images:\n  - newTag: v1\r\n    digest: ${DIGEST}\r\n    name: nginx\r\n`,
    ],
    [
      "at the end of the file",
      "images:\n- name: nginx\n  newTag: v1",
      `images:\n- name: nginx\n  newTag: v1\n  digest: ${DIGEST}`,
    ],
    [
      "in its digest",
      `images:\n- name: nginx\n  digest: "sha256:${"00".repeat(32)}"\n`,
      `images:\n- name: nginx\n  digest: "${DIGEST}"\n`,
    ],
  ])("%s", (_, text, expected) => {
    expect(pin(text)).toBe(expected);
  });

  it("and not in braces, nor where it has no tag", () => {
    expect(pin("images: [{name: nginx, newTag: v1}]")).toBeUndefined();
  });
});
