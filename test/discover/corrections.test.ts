import { describe, expect, it } from "@jest/globals";
import {
  CORRECTED_FORMATS,
  deploysImages,
  discoverImageUses,
  parseCorrectedFormat,
  parseCorrectedPath,
  parseCorrectedType,
  UNKNOWN,
} from "../../src/discover/index.ts";
import { correcting, toldBy } from "./correcting.ts";
import { resource } from "./resource.ts";

const SERVICE = "acme:index:Service";
const WIDGET = "kubernetes:acme.io/v1:Widget";
const widget = (inner: object) => ({ apiVersion: "acme.io/v1", kind: "Widget", ...inner });
const IMAGE = "ghcr.io/acme/web:1";

describe("a type as it is written", () => {
  it.each([
    ["acme:index:Service", ["pulumi acme:index:Service"]],
    ["aws:ecs/taskDefinition:TaskDefinition", ["pulumi aws:ecs/taskDefinition:TaskDefinition"]],
    ["azure-native:app/v20230501:ContainerApp", ["pulumi azure-native:app:ContainerApp"]],
    ["azure-native_app_v20240301:app:ContainerApp", ["pulumi azure-native:app:ContainerApp"]],
    [
      "azure-native:containerinstance:CGProfile",
      [
        "pulumi azure-native:containerinstance:CGProfile",
        "pulumi azure-native:containerinstance:ContainerGroupProfile",
      ],
    ],
    ["acme.io/Widget", ["kubernetes acme.io/widget"]],
    ["Acme.io/widget", ["kubernetes acme.io/widget"]],
    ["apps/Deployment", ["kubernetes apps/deployment"]],
    ["core/Pod", ["kubernetes core/pod"]],
    ["kubernetes:core/v1:Pod", ["kubernetes core/pod"]],
    ["kubernetes:v1:Pod", ["kubernetes core/pod"]],
    ["kubernetes:acme.io/v1beta1:WidgetPatch", ["kubernetes acme.io/widget"]],
    ["aws_ecs_task_definition", ["terraform aws_ecs_task_definition"]],
    ["module:tf:aws_ecs_task_definition", ["terraform aws_ecs_task_definition"]],
    ["AWS::ECS::TaskDefinition", ["cloudformation AWS::ECS::TaskDefinition"]],
    ["Custom::Thing", ["cloudformation Custom::Thing"]],
  ])("%s", (text, keys) => {
    expect(parseCorrectedType(text)?.keys).toEqual(keys);
  });

  it.each([
    "",
    "Service",
    "acme:Service",
    "acme:*:Service",
    "acme:index:*",
    "*/Widget",
    "acme.io/*",
    "acme.io/v1",
    "acme.io/v1/Widget",
    "acme.io/v1:Widget",
    "kubernetes:Widget",
    "acme:index:Service ",
    "acme:index:a:b",
    "__proto__",
  ])("%j is none", (text) => {
    expect(parseCorrectedType(text)).toBeUndefined();
  });
});

describe("a path as it is written", () => {
  it.each([
    ["image", ["image"]],
    ["spec.runtime.containerImage", ["spec", "runtime", "containerImage"]],
    ["spec.pools[].sidecars{}.image", ["spec", "pools", "[]", "sidecars", "{}", "image"]],
    ["a[][].b", ["a", "[]", "[]", "b"]],
    ["metadata.annotations{acme.io/image}", ["metadata", "annotations", "acme.io/image"]],
    ["metadata{a.b}.c", ["metadata", "a.b", "c"]],
    ["x-y.$ref.@type", ["x-y", "$ref", "@type"]],
    ["constructor.prototype", ["constructor", "prototype"]],
  ])("%s", (text, steps) => {
    expect(parseCorrectedPath(text)).toEqual(steps);
  });

  it.each(
    [
      "",
      ".",
      ".a",
      "a.",
      "a..b",
      "[]",
      "{}",
      "[].a",
      "a[0].b",
      "a[b]",
      'a["b.c"]',
      "a.*",
      "a b",
      "a{",
      "a{}}",
      "a{[]}",
      "a[]b",
      "$.a'b",
      "__proto__",
      "a.__proto__.b",
      "a{__proto__}",
      "a".repeat(1001),
    ].filter((text) => text !== "a.*"),
  )("%j is none", (text) => {
    expect(parseCorrectedPath(text)).toBeUndefined();
  });
});

describe("a format as it is written", () => {
  it.each(["", "Ref", "json", "json:", "json:.a", "json:[].a,", "base64:", "base64:json:a", "part:name", "toString"])(
    "%j is none",
    (text) => {
      expect(parseCorrectedFormat(text)).toBeUndefined();
    },
  );

  // Inside another object whoever writes it chooses what it is, and with that the format of a container list (law 8).
  // A registry alone names no image, and a part hides no reference that ends at the same place.
  const whole = CORRECTED_FORMATS.filter((name) => name !== "part:registry");
  it.each(whole.map((name) => (name === "json:" ? "json:[].image" : name)))(
    "%s reads no image reference as nothing (law 3)",
    (format) => {
      const corrections = correcting([{ type: SERVICE, path: "image", format }]);
      for (const image of ["nginx", "nginx:1", IMAGE, `web@sha256:${"1".repeat(64)}`])
        expect(toldBy(corrections, SERVICE, { image }).filter((line) => !line.startsWith("unlisted"))).toHaveLength(1);
    },
  );
});

describe("a field that was added", () => {
  it.each([
    ["a type that nothing knows", SERVICE, "spec.image", { spec: { image: IMAGE } }, "spec.image"],
    ["elements of lists", SERVICE, "a[].b", { a: [{ c: 1 }, { b: IMAGE }] }, "a[1].b"],
    ["values of maps", SERVICE, "a{}.b", { a: { x: { b: IMAGE } } }, "a.x.b"],
    ["keys with dots", SERVICE, "a{b.c/d}", { a: { "b.c/d": IMAGE } }, 'a["b.c/d"]'],
    ["a type that the catalog knows", "aws:lambda/function:Function", "other", { other: IMAGE }, "other"],
    ["every version of azure-native", "azure-native:acme:Thing", "image", { image: IMAGE }, "image"],
    ["a custom resource", "acme.io/Widget", "spec.image", widget({ spec: { image: IMAGE } }), "spec.image"],
    ["a kind in another case", "ACME.io/wIDGET", "spec.image", widget({ spec: { image: IMAGE } }), "spec.image"],
    ["a module's child", "acme_service", "spec.image", { spec: [{ image: IMAGE }] }, "spec[0].image"],
  ])("is found: %s", (_, type, path, props, place) => {
    const tokens: Readonly<Record<string, string>> = {
      "azure-native:acme:Thing": "azure-native:acme/v20240101:Thing",
      acme_service: "mod:tf:acme_service",
    };
    const token = tokens[type] ?? (type.includes("/W") || type.includes("/w") ? WIDGET : type);
    const corrections = correcting([{ type, path }]);
    expect(deploysImages(token, corrections)).toBe(true);
    expect(toldBy(corrections, token, props)).toEqual([`image ${IMAGE} at ${place}`]);
  });

  it("is found in every object of its kind: in lists, in texts, in other objects and in other platforms' resources", () => {
    const corrections = correcting([{ type: "acme.io/Widget", path: "spec.image" }]);
    const one = widget({ spec: { image: IMAGE } });
    const found = (type: string, props: object) => toldBy(corrections, type, props);
    expect(found("kubernetes:acme.io/v1:WidgetPatch", { spec: { image: IMAGE } })).toHaveLength(1);
    expect(found("kubernetes:acme.io/v1:WidgetList", { items: [{ spec: { image: IMAGE } }] })).toEqual([
      `image ${IMAGE} at items[0].spec.image`,
    ]);
    expect(found("kubernetes:core/v1:List", { apiVersion: "v1", kind: "List", items: [one] })).toHaveLength(1);
    expect(found("kubernetes:other.io/v1:Other", { spec: { manifest: one } })).toHaveLength(1);
    const yaml = correcting([
      { type: "acme.io/Widget", path: "spec.image" },
      { type: SERVICE, path: "manifest", format: "k8s-yaml" },
    ]);
    expect(toldBy(yaml, SERVICE, { manifest: JSON.stringify(one) })).toEqual([`image ${IMAGE} at manifest.spec.image`]);
  });

  it("is found in CloudFormation's templates, and beside it nothing of types that nobody knows", () => {
    const corrections = correcting([
      { type: "Custom::Runner", path: "Spec.Image" },
      { type: "acme.io/Stack", path: "spec.template", format: "cfn-template" },
    ]);
    const Resources = {
      A: { Type: "Custom::Runner", Properties: { Spec: { Image: { "Fn::Sub": IMAGE } } } },
      B: { Type: "Custom::Other", Properties: { Spec: { "Fn::Transform": {} } } },
      C: { Type: "AWS::ECS::TaskDefinition", Properties: { ContainerDefinitions: [{ Image: "nginx" }] } },
    };
    const lines = (path: string) => [
      `image ${IMAGE} at ${path}.Resources.A.Properties.Spec.Image`,
      `image nginx at ${path}.Resources.C.Properties.ContainerDefinitions[0].Image`,
    ];
    const templateBody = JSON.stringify({ Resources });
    expect(toldBy(corrections, "aws:cloudformation/stack:Stack", { templateBody })).toEqual(lines("templateBody"));
    const stack = { apiVersion: "acme.io/v1", kind: "Stack", spec: { template: { Resources } } };
    const told = toldBy(corrections, "kubernetes:acme.io/v1:Stack", stack);
    expect(told.filter((line) => line.startsWith("image"))).toEqual(lines("spec.template"));
  });

  it("is read in its format and its role, and pinned by its platform's rules, where the catalog reads the place", () => {
    const type = "aws:lambda/function:Function";
    const [plain] = discoverImageUses(resource(type, { imageUri: IMAGE }));
    const corrections = correcting([{ type, path: "imageUri", format: "docker", role: "artifact" }]);
    const uses = discoverImageUses(resource(type, { imageUri: `docker://${IMAGE}` }), corrections);
    expect(plain).toMatchObject({ role: "run", pinForm: "name@digest" });
    expect(uses).toMatchObject([{ image: IMAGE, role: "artifact", pinForm: "name@digest", place: plain?.place }]);
    expect(uses[0]).not.toHaveProperty("slot");
  });

  it("is read as the document says where the structure reads the place", () => {
    const corrections = correcting([{ type: "acme.io/Widget", path: "spec.containers[].image", role: "artifact" }]);
    const props = widget({ spec: { containers: [{ image: "a" }], initContainers: [{ image: "b" }] } });
    const uses = discoverImageUses(resource(WIDGET, props), corrections);
    expect(uses.map(({ role }) => role)).toEqual(["artifact", "run"]);
  });

  it("keeps the way to it: a text of JSON is read on", () => {
    const type = "aws:ecs/taskDefinition:TaskDefinition";
    const corrections = correcting([{ type, path: "containerDefinitions[].image", role: "artifact" }]);
    const [use] = discoverImageUses(resource(type, { containerDefinitions: `[{"Image":"nginx"}]` }), corrections);
    expect(use).toMatchObject({
      kind: "image",
      image: "nginx",
      role: "artifact",
      slot: { span: { start: 10, end: 17 } },
    });
  });

  it("hides nothing of a document that it leads into", () => {
    const type = "kubernetes:helm.sh/v3:Release";
    const corrections = correcting([{ type, path: "values.proxy.init" }]);
    const props = { values: { proxy: { init: IMAGE }, image: { repository: "r.example/web", tag: "1" } } };
    expect(toldBy(corrections, type, props)).toEqual([
      `image ${IMAGE} at values.proxy.init`,
      "image r.example/web:1 at values.image.repository",
    ]);
  });

  it.each([["parts", "part:repository", { image: { repository: "r.example/web", tag: "1" } }, "image.repository"]])(
    "names one image by its %s",
    (_, __, spec, place) => {
      const parts = ["repository", "tag", "registry", "digest"];
      const corrections = correcting(
        parts.map((name) => ({ type: SERVICE, path: `spec.image.${name}`, format: `part:${name}` })),
      );
      expect(toldBy(corrections, SERVICE, { spec })).toEqual([`image r.example/web:1 at spec.${place}`]);
      const [open] = toldBy(corrections, SERVICE, { spec: { image: { repository: "r.example/web", tag: UNKNOWN } } });
      expect(open).toBe("unknown at spec.image.repository");
      expect(toldBy(corrections, SERVICE, { spec: { image: { tag: "1" } } })).toEqual([
        expect.stringMatching(/^unreadable at spec.image.tag/),
      ]);
    },
  );

  it.each([
    ["an object where a list should be", { a: { b: IMAGE } }, "unreadable at a: is an object, not a list"],
    ["a text on the way", { a: IMAGE }, "unreadable at a: is a text, not a list"],
    ["a number at the place", { a: [{ b: 1 }] }, "unreadable at a[0].b: is a number, not an image reference"],
    ["an unknown value at the place", { a: [{ b: UNKNOWN }] }, "unknown at a[0].b"],
    ["an unknown value on the way", { a: UNKNOWN }, "unknown at a"],
  ])("tells %s (laws 3 and 6)", (_, props, line) => {
    const corrections = correcting([{ type: SERVICE, path: "a[].b" }]);
    expect(toldBy(corrections, SERVICE, props).filter((one) => !one.startsWith("unlisted"))).toEqual([line]);
  });

  it.each([[{ a: { b: null } }], [{ a: { b: "" } }], [{ a: null }], [{}], [{ B: IMAGE }]])(
    "names nothing where nothing stands: %j",
    (props) => {
      const corrections = correcting([{ type: SERVICE, path: "a.b" }]);
      expect(discoverImageUses(resource(SERVICE, props), corrections)).toEqual([]);
    },
  );

  it("is read where a chart's name stands, which stays hidden", () => {
    const type = "kubernetes:helm.sh/v3:Release";
    expect(toldBy(correcting([{ type, path: "chart" }]), type, { chart: "r.example/web:1" })).toEqual([
      expect.stringMatching(/^hidden at chart/),
      "image r.example/web:1 at chart",
    ]);
  });

  it("of a type that has two names is found once, by either", () => {
    const [old, now] = ["CGProfile", "ContainerGroupProfile"].map((name) => `azure-native:containerinstance:${name}`);
    const parts = ["repository", "tag"].map((name) => ({ type: old ?? "", path: `a.${name}`, format: `part:${name}` }));
    for (const type of [old ?? "", now ?? "", "azure-native:containerinstance/v20240501preview:CGProfile"])
      expect(toldBy(correcting(parts), type, { a: { repository: "r.example/web", tag: "1" } })).toEqual([
        "image r.example/web:1 at a.repository",
      ]);
  });

  it("costs little, however many objects claim to be of its type", () => {
    const fields = Array.from({ length: 100 }, (_, index) => ({
      type: "acme.io/Widget",
      path: `spec.a${index}.image`,
    }));
    const corrections = correcting(fields, [{ type: "acme.io/Widget", path: "spec.b.image" }]);
    const nested = Array.from({ length: 10_000 }, () => widget({ spec: { a7: { image: "nginx" } } }));
    const start = performance.now();
    const uses = discoverImageUses(resource("kubernetes:other.io/v1:Other", { nested }), corrections);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(uses).toHaveLength(10_000);
  });

  it("of another type changes nothing", () => {
    const corrections = correcting([{ type: "acme:index:Other", path: "spec.image" }]);
    expect(deploysImages(SERVICE, corrections)).toBe(false);
    expect(discoverImageUses(resource(SERVICE, { spec: { image: IMAGE } }), corrections)).toEqual([]);
  });
});

describe("a place that is said to hold no image", () => {
  const not = (type: string, path: string) => correcting([], [{ type, path }]);

  it.each([
    ["a field of the catalog", "aws:lambda/function:Function", "imageUri", { imageUri: IMAGE }],
    ["a field under an unknown value", "aws:lambda/function:Function", "imageUri", { imageUri: UNKNOWN }],
    ["a JSON text's", "aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions[].image", task({ image: IMAGE })],
    ["the structure", WIDGET, "spec.containers[].image", { spec: { containers: [{ image: IMAGE }] } }],
    ["a native kind", "apps/Deployment", "spec.template.spec.containers[].image", deployment(IMAGE)],
    ["what looks like an image", SERVICE, "spec.picture", { spec: { picture: IMAGE } }],
    ["an annotation", WIDGET, "metadata.annotations{acme.io/x}", { metadata: { annotations: { "acme.io/x": IMAGE } } }],
    ["values of a chart", "helm.sh/Release", "values.image", { values: { image: IMAGE } }],
    ["a whole document", "helm.sh/Release", "values", { values: { image: "nginx:1" } }],
  ])("is not read: %s", (_, type, path, props) => {
    const tokens: Readonly<Record<string, string>> = {
      "apps/Deployment": "kubernetes:apps/v1:Deployment",
      "helm.sh/Release": "kubernetes:helm.sh/v3:Release",
    };
    const token = tokens[type] ?? type;
    expect(toldBy(correcting([]), token, props)).not.toEqual([]);
    expect(toldBy(not(type, path), token, props)).toEqual([]);
  });

  it("takes nothing away of what another layer of the values puts there (law 8)", () => {
    const props = { values: { image: IMAGE }, valueYamlFiles: [{ text: "web: { image: nginx:1 }" }] };
    const corrections = not("helm.sh/Release", "values.image");
    expect(toldBy(corrections, "kubernetes:helm.sh/v3:Release", props)).toContain(`image ${IMAGE} at values.image`);
  });

  it.each(["spec", "spec.template", "spec.template.spec", "spec.template.spec.containers"])(
    "is only itself: %s of a Deployment leaves its containers as they are (law 3)",
    (path) => {
      const type = "kubernetes:apps/v1:Deployment";
      const expected = toldBy(correcting([]), type, deployment("nginx"));
      expect(expected).toHaveLength(1);
      expect(toldBy(not("apps/Deployment", path), type, deployment("nginx"))).toEqual(expected);
    },
  );

  it.each([
    ["containerDefinitions", task({ image: "nginx" })],
    ["containerDefinitions[]", task({ image: "nginx" })],
    ["containerDefinitions{}.image", task({ image: "nginx" })],
    ["containerDefinitions[].Image", task({ image: "nginx" })],
  ])("is exact: %s of a task definition silences no image", (path, props) => {
    const type = "aws:ecs/taskDefinition:TaskDefinition";
    expect(toldBy(not(type, path), type, props)).toEqual(["image nginx at containerDefinitions[0].image"]);
  });

  it("hides nothing below it where an object stands there", () => {
    const props = { spec: { image: { containers: [{ image: "nginx" }] } } };
    expect(toldBy(not(WIDGET, "spec.image"), WIDGET, props)).toEqual(["image nginx at spec.image.containers[0].image"]);
  });

  it("further down makes no reference of what is none, and changes no role on the way", () => {
    const type = "aws:lambda/function:Function";
    expect(toldBy(not(type, "imageUri.x"), type, { imageUri: { x: "nginx" } })).toEqual([
      "unreadable at imageUri: is an object, not an image reference",
    ]);
    const props = { spec: { volumes: [{ image: { reference: "nginx" } }] } };
    const corrections = not(WIDGET, "spec.volumes[].image.reference.x");
    expect(discoverImageUses(resource(WIDGET, props), corrections)).toMatchObject([{ role: "artifact" }]);
  });

  it("of one type is none of another's", () => {
    const corrections = correcting(
      [],
      [
        { type: "acme.io/Widget", path: "spec.containers[].image" },
        { type: "acme.io/Other", path: "spec.initContainers[].image" },
      ],
    );
    const props = { spec: { containers: [{ image: "a" }], initContainers: [{ image: "b" }] } };
    expect(toldBy(corrections, WIDGET, props)).toEqual(["image b at spec.initContainers[0].image"]);
  });

  it("does not make a chart inspectable", () => {
    const type = "kubernetes:helm.sh/v3:Release";
    expect(toldBy(not(type, "chart"), type, { chart: "web" })).toEqual(toldBy(correcting([]), type, { chart: "web" }));
  });

  it("hides no neighbour, and no part's unknown sibling", () => {
    const props = { spec: { containers: [{ image: "nginx" }], initContainers: [{ image: "busybox" }] } };
    expect(toldBy(not(WIDGET, "spec.containers[].image"), WIDGET, props)).toEqual([
      "image busybox at spec.initContainers[0].image",
    ]);
  });

  // Whoever writes a program may write apiVersion and kind beside a pod template, too; a cluster passes over them (law 8).
  it.each([
    ["a container", "spec.containers[].image", { spec: { containers: [{ image: "nginx" }] } }],
    [
      "an injected container",
      "metadata.annotations{sidecar.istio.io/proxyImage}",
      { metadata: { annotations: { "sidecar.istio.io/proxyImage": "nginx" } }, spec: { containers: [] } },
    ],
  ])("is none where an object inside another one claims to be of that type: %s", (_, path, inner) => {
    for (const type of ["kubernetes:apps/v1:Deployment", "kubernetes:other.io/v1:Other"]) {
      const lines = toldBy(not("acme.io/Widget", path), type, { spec: { template: widget(inner) } });
      expect(lines.filter((line) => line.startsWith("image nginx at spec.template."))).toHaveLength(1);
    }
  });

  it("is one in an object of a text, which is what it says", () => {
    const corrections = correcting(
      [{ type: SERVICE, path: "manifest", format: "k8s-yaml" }],
      [{ type: "acme.io/Widget", path: "spec.containers[].image" }],
    );
    const manifest = (kind: string) =>
      JSON.stringify({ apiVersion: "acme.io/v1", kind, spec: { containers: [{ image: "nginx" }] } });
    expect(toldBy(corrections, SERVICE, { manifest: manifest("Widget") })).toEqual([]);
    expect(toldBy(corrections, SERVICE, { manifest: manifest("Other") })).toHaveLength(1);
  });

  it("hides no reference of the structure by a part's name", () => {
    const corrections = correcting([
      { type: "acme.io/Widget", path: "spec.containers[].image", format: "part:registry" },
    ]);
    expect(toldBy(corrections, WIDGET, widget({ spec: { containers: [{ image: "nginx" }] } }))).toEqual([
      "image nginx at spec.containers[0].image",
    ]);
  });

  it("takes no field away from an object whose type it only shares the token with: the provider goes by apiVersion and kind", () => {
    const props = { ...deployment("nginx"), apiVersion: "apps/v1", kind: "Deployment" };
    const path = "spec.template.spec.containers[].image";
    expect(toldBy(not("acme.io/Widget", path), WIDGET, props)).toHaveLength(1);
  });

  it("takes away what the catalog has for a kind that an object inside claims to be", () => {
    const type = "kubernetes:other.io/v1:Other";
    const inner = { apiVersion: "monitoring.coreos.com/v1", kind: "Prometheus", spec: { image: "nginx" } };
    expect(toldBy(correcting([]), type, { spec: { x: inner } })).toEqual(["image nginx at spec.x.spec.image"]);
    expect(toldBy(not("monitoring.coreos.com/Prometheus", "spec.image"), type, { spec: { x: inner } })).toEqual([]);
  });
});

function task(...containers: readonly object[]) {
  return { containerDefinitions: JSON.stringify(containers) };
}

function deployment(image: string) {
  return { spec: { template: { spec: { containers: [{ image }] } } } };
}
