import { describe, expect, it } from "@jest/globals";
import { told } from "./resource.ts";

function kustomization(patch: string): string[] {
  const object = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    spec: { patches: [{ patch }] },
  };
  return told("kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization", object).map((use) =>
    use.replace("spec.patches[0].patch", "…"),
  );
}

describe("a patch is read for the images that it writes", () => {
  it.each<[string, string, string[]]>([
    [
      "merged into an object",
      "apiVersion: apps/v1\nkind: Deployment\nspec: { template: { spec: { containers: [{ name: web, image: a:1 }] } } }",
      ["image a:1 at ….spec.template.spec.containers[0].image"],
    ],
    [
      "by the image's path",
      "[{ op: replace, path: /spec/template/spec/containers/0/image, value: a:1 }]",
      ["image a:1 at …[0].value"],
    ],
    ["in JSON", '[{"op":"replace","path":"/spec/image","value":"a:1"}]', ["image a:1 at …[0].value"]],
    [
      "in a container that is added",
      "[{ op: add, path: /spec/template/spec/initContainers/-, value: { name: x, image: a } }]",
      ["image a at …[0].value.image"],
    ],
    [
      "in containers that are added",
      "[{ op: add, path: /spec/containers, value: [{ name: x, image: a }, { name: y, image: b }] }]",
      ["image a at …[0].value[0].image", "image b at …[0].value[1].image"],
    ],
    [
      "in a pod spec that is added",
      "[{ op: add, path: /spec, value: { containers: [{ image: a }] } }]",
      ["image a at …[0].value.containers[0].image"],
    ],
    [
      "each operation by itself",
      "[{ path: /image, value: a:1 }, { path: /x/image, value: b:1 }]",
      ["image a:1 at …[0].value", "image b:1 at …[1].value"],
    ],
    ["what is no image", "[{ op: replace, path: /spec/replicas, value: 3 }, { op: test, path: /a, value: a:1 }]", []],
  ])("%s", (_, patch, expected) => {
    expect(kustomization(patch)).toEqual(expected);
  });
});

it("settings of Crossplane's charts lie over their values", () => {
  const forProvider = {
    chart: { name: "web" },
    values: { image: { repository: "a", tag: "1" } },
    set: [{ name: "image.tag", value: "2" }],
  };
  const object = { apiVersion: "helm.crossplane.io/v1beta1", kind: "Release", spec: { forProvider } };
  expect(told("kubernetes:helm.crossplane.io/v1beta1:Release", object)).toEqual([
    "hidden at spec.forProvider.chart.name: names a Helm chart, and which images it deploys cannot be seen here",
    "image a:2 at spec.forProvider.values.image.repository",
  ]);
});
