import { describe, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { TYPE_NAMES } from "../../src/discover/arm/type-names.ts";
import { parseRow, readCatalog, type CatalogName, type Row } from "../../src/discover/catalog.ts";
import { deploysImages, discoverImageUses, type ImageUse, plannedImageUses } from "../../src/discover/index.ts";
import { asBlocks, plantAt, withUnknowns } from "./planting.ts";
import { resource, tell } from "./resource.ts";
import { planText, read, split } from "./terraform-plan/plans.ts";
import { cpuTime } from "../cpu-time.ts";

const HEX = "ab12".repeat(16);
const CANARY = "registry.example/canary/web:1";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const pod = (image: string) => ({ apiVersion: "v1", kind: "Pod", spec: { containers: [{ image }] } });
const cloudFormation = (image: string) => ({
  Resources: { F: { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: image } } } },
});
const arm = (image: string) => ({
  resources: [{ type: "Microsoft.App/containerApps", properties: { template: { containers: [{ image }] } } }],
});
const helmValues = (image: string) => [
  { web: { image } },
  { web: { image: { registry: image.split("/")[0], repository: "canary/web", tag: "1" } } },
];
const json = (path: string, image: string) => {
  const tree: Record<string, unknown> = {};
  plantAt(tree, `x.${path}`.replace("x.[]", "x[]"), image);
  return JSON.stringify(tree["x"]);
};

/** What a text of each format looks like that names the canary; every spelling is planted. */
const TEXTS: Readonly<Record<string, (image: string) => readonly unknown[]>> = {
  ref: (image) => [image],
  "ref|arn": (image) => [image],
  "ref|image-id": (image) => [image],
  "ref|lightsail-label": (image) => [image],
  "ref|curated": (image) => [image],
  "ref|built": (image) => [image],
  "ref|amplify": (image) => [image],
  oci: (image) => [image, `oci://${image}`],
  "scheme:docker": (image) => [`docker://${image}`],
  "scheme:docker-image": (image) => [`docker-image://${image}`],
  "app-service": (image) => [
    `DOCKER|${image}`,
    `COMPOSE|${base64(`services:\n  web:\n    image: ${image}\n`)}`,
    `KUBE|${base64(JSON.stringify(pod(image)))}`,
  ],
  "app-service-name": (image) => [image, `DOCKER|${image}`],
  "container-declaration": (image) => [`spec:\n  containers:\n  - name: web\n    image: ${image}\n`],
  kustomize: (image) => [`web=${image}`, image],
  "greengrass-recipe": (image) => [
    JSON.stringify({ Manifests: [{ Artifacts: [{ Uri: `docker:${image}` }] }] }),
    `Manifests:\n- Artifacts:\n  - URI: docker:${image}\n`,
  ],
  dockerfile: (image) => [`FROM ${image}\nRUN true\n`],
  "dockerfile|arguments": (image) => [`FROM ${image}\nRUN true\n`],
  "k8s-yaml": (image) => [`---\napiVersion: v1\nkind: ConfigMap\n---\n${JSON.stringify(pod(image))}`],
  "base64:k8s-yaml": (image) => [base64(JSON.stringify(pod(image)))],
  "k8s-object": (image) => [pod(image)],
  "values:object": helmValues,
  "values:text": (image) => helmValues(image).flatMap((values) => [JSON.stringify(values), stringify(values)]),
  "values-text": (image) => helmValues(image).flatMap((values) => [JSON.stringify(values), stringify(values)]),
  "values:asset": (image) => [{ text: stringify({ web: { image } }) }],
  "values:map": (image) => [
    { "web.image": image },
    { "web.image.repository": image.split(":")[0], "web.image.tag": image.split(":")[1] },
  ],
  "values:set": (image) => [
    { name: "web.image", value: image },
    { name: "web.images[0].image", value: image },
  ],
  podspec: (image) => [{ containers: [{ image }] }, { initContainers: [{ image }] }],
  "cfn-template": (image) => {
    const template = cloudFormation(image);
    return [JSON.stringify(template), template];
  },
  "cfn-nested": (image) => [JSON.stringify(cloudFormation(image))],
  "arm-template": (image) => [JSON.stringify(arm(image)), arm(image)],
  "state-machine": (image) => {
    const definition = { States: { A: { Type: "Task", Parameters: { PrimaryContainer: { Image: image } } } } };
    return [JSON.stringify(definition), definition];
  },
  "sagemaker-pipeline": (image) => [
    JSON.stringify({ Steps: [{ Type: "Training", Arguments: { AlgorithmSpecification: { TrainingImage: image } } }] }),
  ],
  "ssm-document": (image) => {
    const content = { mainSteps: [{ action: "aws:runDockerAction", inputs: { image } }] };
    return [JSON.stringify(content), stringify(content), content];
  },
  buildspec: (image) => [`batch:\n  build-list:\n  - env:\n      image: ${image}\n`],
  "acr-task": (image) => [base64(`steps:\n- cmd: ${image} --flag\n`), `steps:\n- cmd: ${image} --flag\n`],
  "spark-arguments": (image) => [`--class x --conf spark.kubernetes.container.image=${image}`],
  nomad: (image) => [
    `job "j" {\n  group "g" {\n    task "t" {\n      config {\n        image = "${image}"\n      }\n    }\n  }\n}\n`,
    JSON.stringify({ Job: { TaskGroups: [{ Tasks: [{ Config: { image } }] }] } }),
  ],
  "pod-template": (image) => [{ spec: { containers: [{ image }] } }],
};

const PART_VALUES: Readonly<Record<string, string>> = {
  registry: "part-registry.example",
  "registry-type": "GHCR",
  repository: "registry.example/part/repository",
  "own-repository": "registry.example/part/repository",
  name: "part-name",
  whole: CANARY,
  reference: "registry.example/part/reference",
  "oci-reference": "oci://registry.example/part/reference",
  tag: "part-tag",
  "fallback-tag": "part-tag",
  digest: HEX,
  range: ">=1.0.0",
};
const NAMES = /^part:(?:whole|reference|oci-reference|own-repository|repository(?:\/[a-z-]+)?|name)(?:@|$)/;

interface Listed {
  readonly type: string;
  readonly rows: readonly Row[];
}

function typesOf(name: CatalogName): readonly Listed[] {
  const types = new Map<string, Row[]>();
  for (const listed of Object.values(readCatalog(name).sources))
    for (const [type, paths] of Object.entries(listed)) {
      const key = name === "kubernetes-crd" ? type.toLowerCase() : type;
      const rows = Object.entries(paths).map(([path, row]) => parseRow(path, row));
      types.set(key, [...(types.get(key) ?? []), ...rows]);
    }
  return [...types].map(([type, rows]) => ({ type, rows }));
}

/** What was read when this was written: fewer means that something was lost on the way. */
const LEAST: Readonly<Record<string, number>> = {
  pulumi: 722,
  "kubernetes-crd": 1536,
  kubernetes: 90,
  terraform: 205,
  cloudformation: 60,
};
const JUDGED = new Set(["run", "artifact", "build-from", "blob"]);
const isRead = ({ role, not }: Row) => JUDGED.has(role) && not === undefined;

/** The trees that name an image by this row, each with a text that the image must contain. */
function planted(
  row: Row,
  rows: readonly Row[],
): readonly (readonly [tree: Record<string, unknown>, wanted: string])[] {
  const { path, format } = row;
  if (format.startsWith("part:")) return [[group(row, rows), partWanted(format)]];
  const plant = (where: string, value: unknown): [Record<string, unknown>, string] => {
    const tree: Record<string, unknown> = {};
    plantAt(tree, where, value);
    return [tree, CANARY];
  };
  if (format.startsWith("json:"))
    return format
      .slice(5)
      .split(",")
      .map((inner) => plant(path, json(inner, CANARY)));
  const [, kind, key = "", inner = ""] = /^(map-key|name-value):([^:]+):(.+)$/.exec(format) ?? [];
  const texts = TEXTS[inner === "" ? format : inner]?.(CANARY) ?? [];
  const name = key === "spark-image" ? "spark.kubernetes.driver.container.image" : key;
  if (kind === "map-key") return texts.map((text) => plant(`${path.replace(/\{\}$/, "")}{${name}}`, text));
  if (kind === "name-value")
    return texts.flatMap((text) =>
      ["name", "key"].map((other) => beside(path, text, path.endsWith(".Value") ? capital(other) : other, name)),
    );
  if (format === "cfn-remote") return [plant(path, "https://bucket.example/template")];
  if (format === "cfn-properties")
    return [beside(path, { Code: { ImageUri: CANARY } }, "type", "AWS::Lambda::Function")];
  if (format === "cfn-desired-state") {
    const state = JSON.stringify({ Code: { ImageUri: CANARY } });
    return ["typeName", "type_name"].map((name) => beside(path, state, name, "AWS::Lambda::Function"));
  }
  if (format === "arm-body")
    return [arm(CANARY).resources[0]].flatMap((one) =>
      [one, JSON.stringify(one)].map((body) => beside(path, body, "type", "Microsoft.App/containerApps@2023-05-01")),
    );
  if (format === "arm-properties")
    return [
      [
        {
          resourceProviderNamespace: "Microsoft.App",
          resourceType: "jobs",
          [path]: { template: { containers: [{ image: CANARY }] } },
        },
        CANARY,
      ],
    ];
  if (format === "openshift") return [beside(path, CANARY, "kind", "DockerImage")];
  return texts.map((text) => plant(path, text));
}

const capital = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1);

function beside(path: string, text: unknown, sibling: string, value: string): [Record<string, unknown>, string] {
  const tree: Record<string, unknown> = {};
  plantAt(tree, path, text);
  plantAt(tree, path.replace(/[^.]+$/, sibling), value);
  return [tree, CANARY];
}

function group(row: Row, rows: readonly Row[]): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  const { path, format } = row;
  const name = nameBeside(row, rows);
  for (const one of NAMES.test(format) || name === undefined ? [] : [name])
    plantAt(tree, one.path, partValue(one.format));
  plantAt(tree, path, partValue(format));
  return tree;
}

const partName = (format: string) => format.slice(5).replace(/@.*$/, "");
const partValue = (format: string) => PART_VALUES[partName(format).replace(/\/.*$/, "")] ?? "";
const partWanted = (format: string) =>
  partName(format) === "registry-type" ? "ghcr.io/" : partValue(format).replace("oci://", "");

/** As the only resource of a Terraform plan, what is unknown told as Terraform does. */
function usesInPlan(type: string, shape: unknown): readonly ImageUse[] {
  const change = { address: `module.m["a.b"].${type}.web[0]`, type, ...split(shape) };
  return read(planText([change])).resources.flatMap(plannedImageUses);
}

function finds(uses: readonly ImageUse[], wanted: string): boolean {
  return uses.some((use) => use.kind === "image" && use.image.includes(wanted));
}

/** What stands elsewhere and a range of tags are found as what cannot be judged. */
function isTold(uses: readonly ImageUse[], row: Row): boolean {
  if (row.format === "cfn-remote")
    return uses.some((use) => use.kind === "hidden" && use.why.includes("stands elsewhere"));
  return (
    partName(row.format) === "range" && uses.some((use) => use.kind === "unreadable" && use.why.includes("is a range"))
  );
}

function nameBeside(row: Row, rows: readonly Row[]): Row | undefined {
  return rows.find((one) => isRead(one) && NAMES.test(one.format) && rootOf(one) === rootOf(row));
}

function rootOf({ path, format }: Row): string {
  return /@(.*)$/.exec(format)?.[1] ?? path.replace(/\.?[^.]+$/, "");
}

const PLACES: readonly (readonly [CatalogName, (type: string) => string, (tree: unknown, type: string) => unknown])[] =
  [
    ["pulumi", (type) => type, (tree) => tree],
    [
      "kubernetes-crd",
      (type) => `kubernetes:${type.replace("/", "/v1:")}`,
      (tree, type) => ({ apiVersion: `${type.split("/")[0] ?? ""}/v1`, kind: type.split("/")[1], ...(tree as object) }),
    ],
    ["kubernetes", (type) => (type.startsWith("*") ? "kubernetes:core/v1:Pod" : tokenOf(type)), (tree) => tree],
    ["terraform", (type) => `some-module:tf:${type}`, (tree) => tree],
    ["cloudformation", (type) => type, (tree) => tree],
  ];

function tokenOf(type: string): string {
  const [kind = "", ...version] = type.split("/").reverse();
  return `kubernetes:${version.reverse().join("/")}:${kind}`;
}

/** A template with the tree as its one resource: as it is, with `properties` in every element, and with each text computed. */
function inTemplates(type: string, tree: Record<string, unknown>, format: string): readonly object[] {
  const flat = (tree["properties"] ?? tree) as Record<string, unknown>;
  const shapes = /^(?:ref$|part:)/.test(format) ? [flat, withProperties(flat)] : [flat];
  return shapes.flatMap((properties) => {
    const resources = [{ type, apiVersion: "2023-01-01", name: "one", properties }];
    const parameters: Record<string, object> = {};
    const byParameter = mapTexts(resources, (text) => {
      const parameter = `p${Object.keys(parameters).length}`;
      parameters[parameter] = { type: "string", defaultValue: text.startsWith("[") ? `[${text}` : text };
      return `[parameters('${parameter}')]`;
    });
    const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
    const concat = (text: string) => `[concat(${quoted(text.slice(0, 3))}, ${quoted(text.slice(3))})]`;
    return [
      { resources },
      { parameters, resources: byParameter },
      { languageVersion: "2.0", resources: { one: (mapTexts(resources, concat) as object[])[0] } },
    ];
  });
}

function withProperties(tree: unknown): unknown {
  if (Array.isArray(tree))
    return tree.map((one: unknown) => (isObject(one) ? { properties: withProperties(one) } : one));
  if (!isObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withProperties(value)]));
}

function mapTexts(tree: unknown, change: (text: string) => string): unknown {
  if (typeof tree === "string") return change(tree);
  if (Array.isArray(tree)) return tree.map((one) => mapTexts(one, change));
  if (!isObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapTexts(value, change)]));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether the template of a deployment is a text here, which no template takes. */
function isText(tree: Record<string, unknown>, { path }: Row): boolean {
  const found = path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], tree);
  return typeof found === "string";
}

describe.each(PLACES)("every field that the catalog of %s lists as read", (name, tokenFor, propsFor) => {
  const types = typesOf(name);

  it("is found alone, and beside unknown values (law 6)", () => {
    const missed: string[] = [];
    let fields = 0;
    let sure = 0;
    for (const { type, rows } of types)
      for (const row of rows.filter(isRead)) {
        fields += 1;
        if (row.sure) sure += 1;
        const trees = planted(row, rows);
        if (trees.length === 0) missed.push(`${type} ${row.path}: no canary for ${row.format}`);
        for (const [tree, wanted] of trees) {
          const find = (shape: unknown) => discoverImageUses(resource(tokenFor(type), propsFor(shape, type)));
          for (const shape of name === "terraform" &&
          !/^(?:k8s-object|cfn-template|arm-template|arm-body|state-machine|ssm-document|values:map)$/.test(row.format)
            ? [tree, asBlocks(tree)]
            : [tree]) {
            const [alone, beside] = [find(shape), find(withUnknowns(shape))];
            const planned =
              name === "terraform" ? [shape, withUnknowns(shape)].map((one) => usesInPlan(type, one)) : [alone, beside];
            const isFound = [alone, beside, ...planned].every((uses) => finds(uses, wanted) || isTold(uses, row));
            expect(planned.map((uses) => uses.map(tell).sort())).toEqual(
              [alone, beside].map((uses) => uses.map(tell).sort()),
            );
            if (!isFound || alone.length !== 1)
              missed.push(`${type} ${row.path} ${row.format}: ${alone.map(tell).join(", ")}`);
          }
        }
      }
    console.log(`${name}: ${fields} fields found, ${sure} of them sure`);
    expect(missed).toEqual([]);
    expect(fields).toBeGreaterThan(LEAST[name] ?? 0);
  });

  it("or as deployed from elsewhere, of which it is told that nobody can see it", () => {
    for (const { type, rows } of types)
      for (const { path } of rows.filter(({ not }) => not === "elsewhere")) {
        const tree: Record<string, unknown> = {};
        plantAt(tree, path, "https://elsewhere.example/what");
        const uses = discoverImageUses(resource(tokenFor(type), propsFor(tree, type)));
        expect(uses.map(({ kind, place }) => [type, kind, place.path.replaceAll("[0]", "[]")])).toEqual([
          [type, "hidden", path],
        ]);
      }
  });

  it("is found in a template, as a text of JSON and of YAML, and beside what is decided at deployment", () => {
    const missed: string[] = [];
    for (const { type, rows } of name === "cloudformation" ? types : [])
      for (const row of rows.filter(isRead))
        for (const [tree, wanted] of planted(row, rows)) {
          const odd = { Ref: "AWS::Region" };
          const beside = { Resources: { R: { Type: type, Properties: { aOdd: odd, ...tree, zOdd: odd } } } };
          for (const templateBody of [beside, JSON.stringify(beside), stringify(beside)]) {
            const uses = discoverImageUses(resource("aws:cloudformation/stack:Stack", { templateBody }));
            const isFound = finds(uses, wanted) || isTold(uses, row);
            if (!isFound || uses.length !== 1) missed.push(`${type} ${row.path}: ${uses.map(tell).join(", ")}`);
          }
        }
    expect(missed).toEqual([]);
  });

  it("is found in a template of Azure Resource Manager, written there, by a parameter or put together, and beside unknown values", () => {
    const missed: string[] = [];
    let fields = 0;
    const azure = new Map(TYPE_NAMES.map(([token, armType]) => [`azure-native:${token}`, armType]));
    for (const { type, rows } of name === "pulumi" ? types : [])
      for (const row of azure.has(type) ? rows.filter(isRead) : []) {
        fields += 1;
        const armType = azure.get(type) ?? "";
        const isDeployment = row.format === "arm-template" && /\/deployment/i.test(armType);
        for (const [tree, wanted] of planted(row, rows))
          for (const template of isDeployment && isText(tree, row) ? [] : inTemplates(armType, tree, row.format)) {
            const find = (shape: unknown) =>
              discoverImageUses(resource("azure-native:resources:Deployment", { properties: { template: shape } }));
            const [alone, beside] = [find(template), find(withUnknowns(template))];
            const isFound = [alone, beside].every((uses) => finds(uses, wanted) || isTold(uses, row));
            if (!isFound || alone.length !== 1)
              missed.push(`${type} ${row.path} ${row.format}: ${alone.map(tell).join(", ")}`);
          }
      }
    if (name === "pulumi") console.log(`azure-native in templates: ${fields} fields found`);
    expect(missed).toEqual([]);
    expect(fields).toBeGreaterThan(name === "pulumi" ? 65 : -1);
  });

  it("belongs to a type that is said to deploy images; a type of which nothing is read is not", () => {
    const wrong = types.filter(
      ({ type, rows }) =>
        !type.startsWith("*") &&
        !tokenFor(type).startsWith("kubernetes:") &&
        deploysImages(tokenFor(type)) !== rows.some((row) => isRead(row) || row.not === "elsewhere"),
    );
    expect(wrong.map(({ type }) => type)).toEqual([]);
  });
});

describe("the catalog", () => {
  const names: readonly CatalogName[] = ["pulumi", "kubernetes", "kubernetes-crd", "terraform", "cloudformation"];

  it.each(names)("of %s says of every field that it is read, or why it is not", (name) => {
    const { notRead, date, sources } = readCatalog(name);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Object.keys(sources).every((source) => source !== "")).toBe(true);
    const reasons = Object.keys(notRead);
    const rows = typesOf(name).flatMap(({ rows }) => rows);
    expect(rows.filter(({ not }) => not !== undefined && !reasons.includes(not))).toEqual([]);
    expect(rows.filter(({ role }) => !JUDGED.has(role) && !/^(?:push|record|pull-cache|digest)$/.test(role))).toEqual(
      [],
    );
  });

  it("is loaded in less than 20 ms", () => {
    const times = [1, 2, 3].map(() => {
      const begin = cpuTime();
      for (const name of names.slice(0, 4)) readCatalog(name);
      return cpuTime() - begin;
    });
    expect(Math.min(...times)).toBeLessThan(20);
  });
});
