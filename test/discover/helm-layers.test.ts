import { describe, expect, it } from "@jest/globals";
import { discoverImageUses, UNKNOWN } from "../../src/discover/index.ts";
import { resource, told } from "./resource.ts";
import { cpuTime } from "../cpu-time.ts";

const TERRAFORM = "some-module:tf:helm_release";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const HEX = "ab12".repeat(16);

function custom(apiVersion: string, kind: string, spec: unknown): string[] {
  return told(`kubernetes:${apiVersion}:${kind}`, { apiVersion, kind, spec });
}

const argo = (helm: unknown) => custom("argoproj.io/v1alpha1", "Application", { source: { helm } });
const k3s = (spec: unknown) => custom("helm.cattle.io/v1", "HelmChart", spec);

describe("the values of one chart are read as they lie over one another", () => {
  it.each<[string, object, string[]]>([
    [
      "a repository in a text and its tag in a setting",
      { values: ["image:\n  repository: ghcr.io/acme/web\n"], set: [{ name: "image.tag", value: "1" }] },
      ["image ghcr.io/acme/web:1 at values[0].image.repository"],
    ],
    [
      "settings alone, in parts",
      {
        set: [
          { name: "image.repository", value: "web" },
          { name: "image.digest", value: `sha256:${HEX}` },
        ],
      },
      [`image web@sha256:${HEX} at set[0].value`],
    ],
    [
      "a later text over an earlier one",
      { values: ["image: { repository: a, tag: '1' }", "image: { tag: '2' }"] },
      ["image a:2 at values[0].image.repository"],
    ],
    [
      "a setting over a text, wherever it stands",
      { set: [{ name: "web.image", value: "b:1" }], values: ["web: { image: a:1 }"] },
      ["image b:1 at set[0].value"],
    ],
    [
      "a secret setting over the others",
      { set: [{ name: "image", value: "a:1" }], set_sensitive: [{ name: "image", value: "b:1" }] },
      ["image b:1 at set_sensitive[0].value"],
    ],
    [
      "an element of a list",
      {
        values: ["sidecars: [{ image: a:1 }, { image: b:1, name: x }]"],
        set: [{ name: "sidecars[1].image", value: "c:1" }],
      },
      ["image a:1 at values[0].sidecars[0].image", "image c:1 at set[0].value"],
    ],
    [
      "parts of an element beyond the list",
      {
        set: [
          { name: "c[70000].image.repository", value: "a" },
          { name: "c[70000].image.tag", value: "1" },
        ],
      },
      ["image a:1 at set[0].value"],
    ],
    [
      "what is written twice in one text: both are judged",
      { values: ["web: { image: a:1 }\nweb: { image: b:1 }", "x: 1"] },
      ["image a:1 at values[0].web.image", "image b:1 at values[0].web.image"],
    ],
    [
      "what is written twice, under another",
      { values: ["web: { image: a:1 }\nweb: { image: b:1 }", "web: { image: c:1 }"] },
      ["image c:1 at values[1].web.image"],
    ],
    [
      "what is written twice, with a part over it (law 1)",
      {
        values: [
          `image: { repository: a, digest: sha256:${HEX} }\nimage: { repository: b, digest: sha256:${HEX} }`,
          "image: { tag: '1', digest: null }",
        ],
      },
      ["image a:1 at values[0].image.repository", "image b:1 at values[0].image.repository"],
    ],
    [
      "settings of several kinds, in whatever order the engine shows them",
      { set_sensitive: [{ name: "image", value: "b:1" }], set: [{ name: "image", value: "a:1" }] },
      ["image b:1 at set_sensitive[0].value"],
    ],
    [
      "null takes away what is under it, in a text and in a setting",
      {
        values: [`{ x: { image: a:1 }, image: { repository: b, tag: '1', digest: sha256:${HEX} } }`, "x: null"],
        set: [{ name: "image.digest", value: "null" }],
      },
      ["image b:1 at values[0].image.repository"],
    ],
    [
      "null is a word where a setting is a text",
      { values: ["image: { repository: b, tag: '1' }"], set: [{ name: "image.tag", value: "null", type: "string" }] },
      ["image b:null at values[0].image.repository"],
    ],
    [
      "an index as strconv reads it",
      { values: ["c: [{ image: a:1 }, {}]"], set: [{ name: "c[+1].x", value: "1" }] },
      ["image a:1 at values[0].c[0].image"],
    ],
    [
      "the elements of a list are settings, too",
      { set_list: [{ name: "x", value: ["a},image=b:1,y={c"] }] },
      ["image b:1 at set_list[0].value"],
    ],
    [
      "what Helm refuses hides nothing",
      {
        values: ["image: a:1"],
        set: [
          { name: "[0].x", value: "1" },
          { name: "", value: "1" },
        ],
      },
      ["image a:1 at values[0].image"],
    ],
    ["a list of texts", { set_list: [{ name: "images", value: ["a:1"] }] }, []],
    ["nothing", { values: [null, "", "---\n"], set: null, set_list: [] }, []],
  ])("%s", (_, props, expected) => {
    expect(told(TERRAFORM, props)).toEqual(expected);
  });

  it.each<[string, () => string[], string[]]>([
    [
      "an Argo CD application's texts, values and parameters",
      () =>
        argo({
          values: "image: { repository: a, tag: '1' }",
          valuesObject: { image: { registry: "ghcr.io" } },
          parameters: [{ name: "image.tag", value: "2", forceString: true }],
        }),
      ["image a:2 at spec.source.helm.values.image.repository"],
    ],
    [
      "an Argo CD application's object is in the place of its text: each is read without the other",
      () =>
        argo({
          values: `image: { repository: b, digest: sha256:${HEX} }`,
          valuesObject: { image: { repository: "a", tag: "1" } },
          parameters: [{ name: "web.image", value: "c:1" }],
        }),
      [
        "image a:1 at spec.source.helm.valuesObject.image.repository",
        "image c:1 at spec.source.helm.parameters[0].value",
        `image b@sha256:${HEX} at spec.source.helm.values.image.repository`,
      ],
    ],
    [
      "an Argo CD application's parameters that are texts by force come last",
      () =>
        argo({
          parameters: [
            { name: "image", value: "b:1", forceString: true },
            { name: "image", value: "a:1" },
          ],
        }),
      ["image b:1 at spec.source.helm.parameters[0].value"],
    ],
    [
      "several sources do not mix",
      () =>
        custom("argoproj.io/v1alpha1", "Application", {
          sources: [
            { helm: { valuesObject: { image: { repository: "a", tag: "1" } } } },
            { helm: { parameters: [{ name: "image.tag", value: "2" }] } },
          ],
        }),
      ["image a:1 at spec.sources[0].helm.valuesObject.image.repository"],
    ],
    [
      "a set of Argo CD applications: its chart is told",
      () =>
        custom("argoproj.io/v1alpha1", "ApplicationSet", {
          template: { spec: { source: { chart: "web", helm: { valuesObject: { image: "a:1" } } } } },
        }),
      [
        "hidden at spec.template.spec.source.chart: names a Helm chart, and which images it deploys cannot be seen here",
        "image a:1 at spec.template.spec.source.helm.valuesObject.image",
      ],
    ],
    [
      "a Flux release",
      () => custom("helm.toolkit.fluxcd.io/v2", "HelmRelease", { values: { image: { repository: "a", tag: "1" } } }),
      ["image a:1 at spec.values.image.repository"],
    ],
    [
      "a chart of k3s",
      () => k3s({ valuesContent: "image:\n  repository: a\n", set: { "image.tag": "1", "x.image": "b:1" } }),
      ["image a:1 at spec.valuesContent.image.repository", 'image b:1 at spec.set["x.image"]'],
    ],
    [
      "an extension of AKS",
      () =>
        told("azure:containerservice/kubernetesClusterExtension:KubernetesClusterExtension", {
          configurationSettings: { "web.image.repository": "a", "web.image.tag": "1", replicas: "3" },
        }),
      ['image a:1 at configurationSettings["web.image.repository"]'],
    ],
    [
      "an add-on of EKS, in JSON or YAML",
      () => [
        ...told("aws:eks/addon:Addon", {
          configurationValues: JSON.stringify({ image: { repository: "a", tag: "1" } }),
        }),
        ...told("aws-native:eks:Addon", { configurationValues: "init:\n  image: b:1\n" }),
      ],
      ["image a:1 at configurationValues.image.repository", "image b:1 at configurationValues.init.image"],
    ],
    [
      "an app of Rancher",
      () => told("rancher2:index/appV2:AppV2", { values: "web:\n  image: a:1\n" }),
      ["image a:1 at values.web.image"],
    ],
    [
      "a Release's files, as far as they are texts, under its values",
      () =>
        told(RELEASE, {
          valueYamlFiles: [{ text: "image: { repository: a, tag: '1' }" }, { path: "./values.yaml" }],
          values: { image: { tag: "2" } },
        }),
      ["image a:2 at valueYamlFiles[0].text.image.repository"],
    ],
    [
      "a chart of the AWS CDK in a template",
      () =>
        told("aws:cloudformation/stack:Stack", {
          templateBody: JSON.stringify({
            Resources: {
              C: {
                Type: "Custom::AWSCDK-EKS-HelmChart",
                Properties: { Values: { "Fn::Join": ["", ['{"image":"a:1","x":"', { Ref: "AWS::Region" }, '"}']] } },
              },
            },
          }),
        }),
      ["image a:1 at templateBody.Resources.C.Properties.Values.image"],
    ],
  ])("%s", (_, uses, expected) => {
    expect(uses()).toEqual(expected);
  });
});

describe("settings are read as helm --set reads them", () => {
  it.each<[string, string, string[]]>([
    ["web\\.main.image", "a:1", ["a:1"]],
    ["images[0].image", "a:1", ["a:1"]],
    ["image", "a:1,web.image=b:1", ["b:1", "a:1"]],
    ["image", "a\\:1", ["a:1"]],
    ["x", "1\\,web.image=b:1", []],
    ["web", "{a:1,b:1}", []],
    ["image", "{a:1}", []],
    ["x", "", []],
    ["", "a:1", []],
    ["image.", "a:1", ["a:1"]],
    [".image", "a:1", ["a:1"]],
    ["annotations.a\\.b/image", "a:1", []],
    ["x", "{a},image=b:1,y={c}", ["b:1"]],
    ["x", "{a}image=b:1", ["b:1"]],
    ["x=1,image", "b:1", ["b:1"]],
    ["x=1,image.repository=b,image.tag", "1", ["b:1"]],
    ["image", "a:1,x", ["a:1"]],
    ["image", "{a:1", []],
  ])("%s=%s", (name, value, images) => {
    expect(told(TERRAFORM, { set: [{ name, value }] }).map((use) => use.replace(/^image | at .*$/g, ""))).toEqual(
      images,
    );
  });

  it("an image that is the whole text can be written in its place, one that is a part cannot", () => {
    const slots = (value: string) =>
      discoverImageUses(resource(TERRAFORM, { set: [{ name: "image", value }] })).map((use) =>
        use.kind === "image" ? use.slot : use,
      );
    expect(slots("a:1")).toEqual([{ steps: ["set", 0, "value"] }]);
    expect(slots("a:1,b=2")).toEqual([undefined]);
    expect(slots("a\\:1")).toEqual([undefined]);
  });
});

describe("what is unknown in a layer is told at its path and hides no other (law 6)", () => {
  it.each<[string, object, string[]]>([
    ["a text", { values: [UNKNOWN, "image: a:1"] }, ["unknown at values[0]", "image a:1 at values[1].image"]],
    ["all settings", { set: UNKNOWN, values: ["image: a:1"] }, ["unknown at set", "image a:1 at values[0].image"]],
    ["a setting's name", { set: [{ name: UNKNOWN, value: "a:1" }] }, ["unknown at set[0].name"]],
    ["a setting's value", { set: [{ name: "image", value: UNKNOWN }] }, ["unknown at set[0].value"]],
    ["a value that is no image", { set: [{ name: "replicas", value: UNKNOWN }] }, []],
    [
      "a tag over a known one",
      { values: ["image: { repository: a, tag: '1' }"], set: [{ name: "image.tag", value: UNKNOWN }] },
      ["unknown at values[0].image.repository"],
    ],
  ])("%s", (_, props, expected) => {
    expect(told(TERRAFORM, props)).toEqual(expected);
  });

  it("an unknown object under or over a known one", () => {
    const [under, over] = [{ web: UNKNOWN }, { web: { image: "a:1" } }];
    const both = [["unknown at values.containers", "image a:1 at valueYamlFiles[0].text.web.image"]];
    expect(
      told(RELEASE, {
        valueYamlFiles: [{ text: "web: { image: a:1 }" }],
        values: { ...under, containers: UNKNOWN },
      }).sort(),
    ).toEqual(both[0]?.toSorted());
    expect(argo({ valuesObject: { image: UNKNOWN }, parameters: [{ name: "image.tag", value: "1" }] })).toEqual([
      "unknown at spec.source.helm.valuesObject.image",
    ]);
    expect(told(RELEASE, { values: over })).toEqual(["image a:1 at values.web.image"]);
  });
});

describe("hostile values cost bounded time and never throw", () => {
  const cyclic: Record<string, unknown> = { image: "a:1" };
  for (let index = 0; index < 10; index += 1) cyclic[`k${index}`] = cyclic;
  const hostile: [string, object][] = [
    ["two that contain themselves", { valueYamlFiles: [{ text: "a: 1" }], values: cyclic }],
    ["a name of a million steps", { valueYamlFiles: [], values: {} }],
  ];
  it.each(hostile)("%s", (_, props) => {
    const begin = cpuTime();
    expect(told(RELEASE, props).every((use) => /^(?:image|unreadable)/.test(use))).toBe(true);
    expect(cpuTime() - begin).toBeLessThan(3000);
  });

  it("what is written fifty times in each of ten texts", () => {
    const begin = performance.now();
    const text = Array.from({ length: 50 }, (_, index) => `web: { image: "a:${index}" }\n`).join("");
    const uses = told(TERRAFORM, { values: Array.from({ length: 10 }, () => text) });
    expect(uses.some((use) => use.includes("no more are read"))).toBe(true);
    expect(performance.now() - begin).toBeLessThan(3000);
  });

  it.each<[string, unknown]>([
    [
      "cycles laid over each other",
      { valuesObject: cyclic, values: "image: b:1", parameters: [{ name: "k1.k2.image", value: "c:1" }] },
    ],
    [
      "a name of 300,000 steps",
      {
        parameters: [
          { name: "a.".repeat(150_000), value: "x" },
          { name: "a.".repeat(150_000), value: "y" },
        ],
      },
    ],
    ["a name of indexes", { parameters: [{ name: `a${"[0]".repeat(50_000)}`, value: "x" }] }],
    [
      "ten thousand settings",
      {
        valuesObject: Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1])),
        parameters: Array.from({ length: 10_000 }, (_, index) => ({ name: `a${index}.image`, value: "a:1" })),
      },
    ],
    [
      "names of prototypes",
      {
        parameters: [
          { name: "__proto__.image", value: "a:1" },
          { name: "constructor.image", value: "b:1" },
        ],
      },
    ],
    [
      "what throws",
      {
        valuesObject: new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error("no");
            },
          },
        ),
        parameters: [{ name: "image", value: "a:1" }],
      },
    ],
  ])("%s", (_, helm) => {
    const begin = cpuTime();
    expect(argo(helm).length).toBeGreaterThan(0);
    expect(cpuTime() - begin).toBeLessThan(3000);
  });
});
