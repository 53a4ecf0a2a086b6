import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plannedImageUses, UNKNOWN } from "../../../src/discover/index.ts";
import { overlay } from "../../../src/discover/terraform-plan/overlay.ts";
import { type Change, planText, read, split, toldIn } from "./plans.ts";

function told(type: string, after: unknown, unknown: unknown, more: Partial<Change> = {}): string[] {
  return toldIn(planText([{ address: "x.y", type, after, unknown, ...more }])).map((line) =>
    line.slice("x.y: ".length),
  );
}

const MANIFEST = { apiVersion: "v1", kind: "Pod", metadata: {} };

describe("what after_unknown marks is unknown, and hides no neighbour (law 6)", () => {
  it.each<[string, string, unknown, unknown, string[]]>([
    ["an attribute", "aws_lambda_function", { a: null }, { image_uri: true }, ["unknown at image_uri"]],
    ["another attribute", "aws_lambda_function", { image_uri: "a" }, { arn: true }, ["image a at image_uri"]],
    ["the whole resource", "aws_lambda_function", { image_uri: "a" }, true, ["unknown at (all inputs)"]],
    [
      "the whole resource, of which nothing is known",
      "aws_lambda_function",
      null,
      { id: true },
      ["unknown at (all inputs)"],
    ],
    [
      "what is known all the same",
      "aws_lambda_function",
      { image_uri: "a" },
      { image_uri: true },
      ["unknown at image_uri"],
    ],
    [
      "a JSON text, one part of which is computed",
      "aws_ecs_task_definition",
      { family: "f", volume: [] },
      { arn: true, container_definitions: true, volume: [] },
      ["unknown at container_definitions"],
    ],
    [
      "one of the containers of nested blocks",
      "kubernetes_pod_v1",
      {
        spec: [
          {
            container: [
              { env: [{ name: "x" }], image: "a" },
              { env: [], name: "b" },
            ],
            node_name: null,
          },
        ],
      },
      { id: true, spec: [{ container: [{ env: [{ value: true }] }, { env: [], image: true }] }] },
      ["image a at spec[0].container[0].image", "unknown at spec[0].container[1].image"],
    ],
    [
      "all containers, beside init containers",
      "kubernetes_pod_v1",
      { spec: [{ init_container: [{ image: "a" }] }] },
      { spec: [{ container: true, init_container: [{}] }] },
      ["image a at spec[0].init_container[0].image", "unknown at spec[0].container"],
    ],
    [
      "an element of a set, null in its place",
      "azurerm_batch_pool",
      { container_configuration: [{ container_image_names: ["a", null, "b"] }] },
      { container_configuration: [{ container_image_names: [false, true, false] }] },
      [0, 1, 2].map(
        (at) => `${["image a", "unknown", "image b"][at]} at container_configuration[0].container_image_names[${at}]`,
      ),
    ],
    [
      "a block of a set",
      "aws_sagemaker_model",
      { container: [{ image: "a", mode: null }, { mode: "x" }] },
      { container: [{}, { image: true }] },
      ["image a at container[0].image", "unknown at container[1].image"],
    ],
    [
      "a part of a Kubernetes object, whose `object` is what the cluster answers",
      "kubernetes_manifest",
      { manifest: { ...MANIFEST, spec: { containers: [{ image: "a" }, { name: "b" }] } } },
      { manifest: { metadata: { name: true }, spec: { containers: [{}, { image: true }] } }, object: true },
      ["image a at manifest.spec.containers[0].image", "unknown at manifest.spec.containers[1].image"],
    ],
    ["a chart", "helm_release", { name: "h" }, { chart: true }, ["hidden at chart"]],
  ])("%s", (_, type, after, unknown, expected) => {
    expect(told(type, after, unknown).map((line) => line.replace(/(hidden at chart).*/, "$1"))).toEqual(expected);
  });
});

describe("a mask that does not fit its value lets both be judged (law 3)", () => {
  const pool = (names: unknown) => ({ container_configuration: [{ container_image_names: names }] });
  const PLACE = "container_configuration[0].container_image_names";
  it.each<[string, unknown, unknown, string[]]>([
    ["a shorter list", ["a", "b"], [true], [`image a at ${PLACE}[0]`, `image b at ${PLACE}[1]`, `unknown at ${PLACE}`]],
    ["a longer list", ["a"], [false, true], [`image a at ${PLACE}[0]`, `unknown at ${PLACE}`]],
    ["a longer list that marks nothing", ["a"], [false, false], [`image a at ${PLACE}[0]`]],
    ["an object on a list", ["a"], { x: true }, [`image a at ${PLACE}[0]`, `unknown at ${PLACE}`]],
    ["an object on a list, which marks nothing", ["a"], { x: {} }, [`image a at ${PLACE}[0]`]],
    ["a text", ["a"], "true", [`image a at ${PLACE}[0]`, `unknown at ${PLACE}`]],
    ["a number in a list", ["a"], [1], [`image a at ${PLACE}[0]`, `unknown at ${PLACE}[0]`]],
    ["a list on nothing", null, [true], [`unknown at ${PLACE}`]],
    ["a list on what is left out", undefined, [[{ x: true }]], [`unknown at ${PLACE}`]],
    ["false and null", ["a"], [null], [`image a at ${PLACE}[0]`]],
  ])("%s", (_, names, mask, expected) => {
    expect(told("azurerm_batch_pool", pool(names), pool(mask))).toEqual(expected);
  });

  it("a list on an object, and an object on a text", () => {
    const [after, mask] = [{ manifest: { ...MANIFEST, spec: { containers: [{ image: "a" }] } } }, { manifest: [true] }];
    expect(told("kubernetes_manifest", after, mask)).toEqual([
      "image a at manifest.spec.containers[0].image",
      "unknown at manifest",
    ]);
    expect(told("aws_lambda_function", { image_uri: "a" }, { image_uri: { x: true } })).toEqual([
      "image a at image_uri",
      "unknown at image_uri",
    ]);
  });
});

describe("names that objects have by themselves", () => {
  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("%s is a member like any other", (name) => {
    const text = `{"${name}":{"containers":[{"image":"a"},{}]}}`;
    const mask = `{"${name}":{"containers":[{},{"image":true}]},"kind":{}}`;
    const after = { manifest: { ...MANIFEST, spec: "SPEC" } };
    const plan = planText([
      { address: "x.y", type: "kubernetes_manifest", after, unknown: { manifest: { spec: "MASK" } } },
    ]);
    const lines = toldIn(plan.replaceAll('"SPEC"', text).replace('"MASK"', mask));
    expect(lines).toEqual([
      `x.y: image a at manifest.spec.${name}.containers[0].image`,
      `x.y: unknown at manifest.spec.${name}.containers[1].image`,
    ]);
    expect(Object.hasOwn(Object.prototype, "containers")).toBe(false);
    const absent = overlay({}, JSON.parse(`{"${name}":{"x":true}}`), () => "misfit");
    expect(Object.entries(absent as object)).toEqual([[name, UNKNOWN]]);
  });
});

describe("in any tree", () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(UNKNOWN));
  const key = fc.constantFrom("a", "b.c", "__proto__", "constructor", "");
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
    ),
  }));
  const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

  it("value and mask, as Terraform writes them, make the value again", () => {
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 3 }), (value) => {
        const { after, unknown } = split(value);
        expect(overlay(asJson(after), asJson(unknown), () => "misfit")).toEqual({ ...value });
      }),
      { numRuns: 300 },
    );
  });

  it("a mask with a mark makes something unknown, whatever it stands on; one without makes nothing of it", () => {
    const leaves = (value: unknown): unknown[] =>
      typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];
    const json = fc.jsonValue({ maxDepth: 3 });
    let marked = 0;
    fc.assert(
      fc.property(json, fc.oneof(json, fc.constantFrom({}, [[]], { a: [false] })), (value, mask) => {
        const result = overlay(value, mask, () => UNKNOWN);
        if (leaves(mask).every((leaf) => leaf === false || leaf === null)) expect(result).toBe(value);
        else expect(leaves(result)).toContain(UNKNOWN);
        marked += result === value ? 0 : 1;
      }),
      { numRuns: 500 },
    );
    expect(marked).toBeGreaterThan(50);
  });
});

describe("an unknown value says what it is computed from", () => {
  const ECR = "aws_ecr_repository.r.repository_url";
  const why = (address: string, configuration: unknown) => {
    const change = { address, type: "aws_lambda_function", unknown: { image_uri: true } };
    const [resource] = read(planText([change], { configuration })).resources;
    const [use] = resource === undefined ? [] : plannedImageUses(resource);
    return use?.kind === "unknown" ? use.why : undefined;
  };
  const own = (address: string, references: unknown) => ({ address, expressions: { image_uri: { references } } });
  const references = [ECR, "aws_ecr_repository.r", "count.index"];

  it.each<[string, string, unknown]>([
    ["a resource", "x.y", { root_module: { resources: [own("x.y", references)] } }],
    ["an instance", 'x.y["a.b[0]\\"]"]', { root_module: { resources: [own("x.y", references)] } }],
    [
      "one in modules",
      'module.m["a"].module.n[0].x.y[1]',
      {
        root_module: {
          module_calls: { m: { module: { module_calls: { n: { module: { resources: [own("x.y", references)] } } } } } },
        },
      },
    ],
  ])("of %s", (_, address, configuration) => {
    expect(why(address, configuration)).toBe(`is known only after apply: it is computed from ${ECR}.`);
  });

  it("no more than three, printable", () => {
    const configuration = { root_module: { resources: [own("x.y", ["a\u001b", "b", "c", "d"])] } };
    expect(why("x.y", configuration)).toBe("is known only after apply: it is computed from a\\u{1b}, b, c, ….");
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "x"],
    ["another resource", { root_module: { resources: [own("x.z", references)] } }],
    ["no address", { root_module: { resources: [null, 1, { address: 1 }] } }],
    ["modules that are none", { root_module: { resources: {}, module_calls: { a: null, b: [], c: { module: 1 } } } }],
    ["references that are none", { root_module: { resources: [own("x.y", "aws")] } }],
    ["references that are no texts", { root_module: { resources: [own("x.y", [1, null])] } }],
  ])("nothing where the configuration says %s", (_, configuration) => {
    expect(why("x.y", configuration)).toBe("is known only after apply.");
  });
});
