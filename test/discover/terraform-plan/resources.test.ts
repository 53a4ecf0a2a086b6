import { describe, expect, it } from "@jest/globals";
import { deploysImages } from "../../../src/discover/index.ts";
import { type Change, changeOf, planText, read, toldIn } from "./plans.ts";

const lambda = (image: string, more: Partial<Change> = {}): Change => ({
  address: "aws_lambda_function.f",
  type: "aws_lambda_function",
  after: { function_name: null, image_uri: image },
  unknown: { arn: true },
  ...more,
});
const FOUND = "aws_lambda_function.f: image a:1 at image_uri";
const addresses = (changes: readonly Change[], more = {}) => read(planText(changes, more)).resources.map((r) => r.urn);

describe("a managed resource that exists after apply is judged", () => {
  it.each<[string, Partial<Change>]>([
    ["created", {}],
    ["updated", { actions: ["update"] }],
    ["left as it is", { actions: ["no-op"] }],
    ["replaced, destroyed first", { actions: ["delete", "create"], moreChange: { replace_paths: [["image_uri"]] } }],
    ["replaced, created first", { actions: ["create", "delete"] }],
    ["replaced, the old one forgotten", { actions: ["create", "forget"] }],
    ["moved", { actions: ["no-op"], more: { previous_address: "aws_lambda_function.old" } }],
    ["imported", { actions: ["update"], moreChange: { importing: { id: "f" } } }],
    ["changed in a way that is not known here", { actions: ["transmogrify"] }],
    ["read, as only data sources are", { actions: ["read"] }],
    ["changed by no action at all", { actions: [] }],
    ["changed by what is no list", { actions: "delete" }],
    ["destroyed, and has values all the same", { actions: ["delete"] }],
    ["without a mode", { more: { mode: undefined } }],
    ["a deposed object with values", { more: { deposed: "2f1a0b9c" } }],
    ["without masks", { unknown: undefined, sensitive: undefined }],
  ])("%s", (_, more) => {
    expect(toldIn(planText([lambda("a:1", more)]))).toEqual([FOUND]);
  });

  it.each<[string, Partial<Change>]>([
    ["destroyed", { actions: ["delete"], after: null }],
    ["a deposed object, which is destroyed", { actions: ["delete"], after: null, more: { deposed: "2f1a0b9c" } }],
    ["forgotten", { actions: ["forget"], after: null, planned: { sensitive_values: false } }],
    ["destroyed, the deposed object forgotten", { actions: ["delete", "forget"], after: null }],
    ["of a data source", { actions: ["read"], more: { mode: "data" } }],
  ])("but not one that is %s", (_, more) => {
    expect(addresses([lambda("a:1", more)])).toEqual([]);
  });

  it("nor what drifted, nor what there was before", () => {
    const other = changeOf(lambda("drift:1", { actions: ["update"], address: "aws_lambda_function.drifted" }));
    const state = { values: { root_module: { resources: [{ ...other, values: { image_uri: "prior:1" } }] } } };
    expect(toldIn(planText([lambda("a:1")], { resource_drift: [other], prior_state: state }))).toEqual([FOUND]);
  });

  it("one whose change is deferred to the next plan is judged in this one", () => {
    const deferred = [{ reason: "instance_count_unknown", resource_change: changeOf(lambda("a:1")) }];
    expect(toldIn(planText([], { deferred_changes: deferred }))).toEqual([FOUND]);
  });

  it("a plan that changes nothing has no resources", () => {
    expect(read(planText([])).resources).toEqual([]);
  });

  it.each<[string, Partial<Change>]>([
    ["created", {}],
    ["changed in an unknown way", { actions: ["transmogrify"] }],
    ["changed by no action", { actions: [] }],
  ])("one that is %s and has no values is unreadable (law 3)", (_, more) => {
    expect(toldIn(planText([lambda("", { after: null, unknown: {}, ...more })]))).toEqual([
      "aws_lambda_function.f: unreadable at (all inputs): are null, not an object",
    ]);
  });
});

describe("each is told by its address", () => {
  const nested = [
    "module.m.module.n.aws_lambda_function.f",
    'module.m["a"].module.n.aws_lambda_function.f[0]',
    'module.m["b.c"].module.n[1].aws_lambda_function.f["k.1"]',
    'module.m["d\\"e"].module.n["f]/g"].aws_lambda_function.f["k\\"2"]',
    "aws_lambda_function.f[0]",
  ];
  it("in modules, nested ones, and under keys with quotes and dots", () => {
    const changes = nested.map((address, index) => lambda(`i:${index}`, { address }));
    const expected = nested.map((address, index) => `${address}: image i:${index} at image_uri`);
    expect(toldIn(planText(changes))).toEqual(expected);
  });

  it("an address that repeats hides none of its resources", () => {
    const changes = [lambda("a:1"), lambda("b:1"), lambda("", { actions: ["delete"], after: null })];
    expect(toldIn(planText(changes))).toEqual([FOUND, FOUND.replace("a:1", "b:1")]);
  });

  it("its type alone decides, whichever provider it comes from", () => {
    const more = { provider_name: "registry.example/somebody/aws" };
    expect(toldIn(planText([lambda("a:1", { more })]))).toEqual([FOUND]);
    const [resource] = read(planText([lambda("a:1")])).resources;
    expect(deploysImages(resource?.type ?? "")).toBe(true);
    expect(toldIn(planText([lambda("a:1", { type: "aws_s3_bucket" })]))).toEqual([]);
    expect(toldIn(planText([lambda("a:1", { type: "kubernetes:apps/v1:Deployment" })]))).toEqual([]);
  });
});

describe("planned_values and resource_changes", () => {
  /** A function's image, and an image's name. */
  const BOTH = { image_uri: "a:1", name: "b:1" };

  it("say the same: told once", () => {
    expect(addresses([lambda("a:1")])).toEqual(["aws_lambda_function.f"]);
  });

  it.each<[string, Change, string]>([
    ["another image", lambda("a:1", { planned: { values: { image_uri: "b:1" } } }), "b:1"],
    [
      "more than a destroyed one has",
      lambda("a:1", { actions: ["delete"], planned: { values: { image_uri: "b:1" } } }),
      "b:1",
    ],
    ["another type", lambda("a:1", { after: BOTH, planned: { type: "docker_image", values: BOTH } }), "b:1"],
  ])("say %s: both are judged (law 3)", (_, change, other) => {
    const told = toldIn(planText([change]));
    expect(told[0]).toBe(FOUND);
    expect(told[1]).toContain(`image ${other} at`);
    expect(told).toHaveLength(2);
  });

  it("a planned resource that no change tells of is judged in every module, and what of it is unknown nobody says (law 6)", () => {
    const planned = (address: string, image: string) => ({
      ...changeOf(lambda(image)),
      address,
      values: { image_uri: image },
    });
    const secret = { ...planned("module.a.x", "c:1"), sensitive_values: { image_uri: true } };
    const root_module = {
      resources: [planned("x", "a:1"), { ...planned("d", "d:1"), mode: "data" }],
      child_modules: [{ child_modules: [{ resources: [planned("module.a.module.b.x", "b:1")] }], resources: [secret] }],
    };
    expect(toldIn(planText([], { planned_values: { root_module } }))).toEqual([
      "x: image a:1 at image_uri",
      "x: unknown at (all inputs)",
      "module.a.x: image c:1 at image_uri (secret)",
      "module.a.x: unknown at (all inputs)",
      "module.a.module.b.x: image b:1 at image_uri",
      "module.a.module.b.x: unknown at (all inputs)",
    ]);
  });

  it("a planned resource without values is unreadable, unless its change tells what becomes of it", () => {
    const planned = { ...changeOf(lambda("a:1")), change: undefined };
    const told = toldIn(planText([], { planned_values: { root_module: { resources: [planned] } } }));
    expect(told).toEqual([
      "aws_lambda_function.f: unreadable at (all inputs): are null, not an object",
      "aws_lambda_function.f: unknown at (all inputs)",
    ]);
  });

  it("either may be missing", () => {
    expect(toldIn(planText([lambda("a:1")], { planned_values: undefined }))).toEqual([FOUND]);
    expect(toldIn(planText([lambda("a:1")], { resource_changes: undefined }))[0]).toBe(FOUND);
  });
});
