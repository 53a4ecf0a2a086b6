import { describe, expect, it } from "@jest/globals";
import { correcting } from "../correcting.ts";
import { formatOf, json, reading, told } from "./infrastructure.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const HIDDEN = "unknown is a secret that does not stand here in the clear: --show-secrets writes it.";
const FAILED =
  "unreadable is of a run that failed, so that resources may be missing; run it again once what failed is mended";

const urnOf = (name: string) => `urn:pulumi:dev::shop::kubernetes:core/v1:Pod::${name}`;
const inputs = (image: unknown) => ({ spec: { containers: [{ image }] } });
const state = (name: string, image: unknown, more: object = {}) => ({
  urn: urnOf(name),
  custom: true,
  type: "kubernetes:core/v1:Pod",
  inputs: inputs(image),
  ...more,
});
const step = (op: string, name: string, image: unknown, more: object = {}) => ({
  op,
  urn: urnOf(name),
  ...(op.startsWith("delete") ? { oldState: state(name, image) } : { newState: state(name, image, more) }),
});
const preview = (steps: readonly unknown[], more: object = {}) =>
  json({ steps, duration: 1, changeSummary: { create: 1 }, ...more });
const event = (name: string, op: string, image: unknown) => ({
  resourcePreEvent: {
    metadata: { op, urn: urnOf(name), type: "kubernetes:core/v1:Pod", old: null, new: state(name, image) },
  },
});
const SUMMARY = { summaryEvent: { result: "succeeded" } };
const log = (...events: readonly object[]) =>
  events.map((one, sequence) => JSON.stringify({ sequence, timestamp: 1, ...one })).join("\n");
const exported = (resources: readonly unknown[], more: object = {}) =>
  json({ version: 3, deployment: { manifest: {}, resources, ...more } });
const plan = (resourcePlans: object) => json({ manifest: {}, resourcePlans });
const planned = (goal: object, steps: readonly string[], more: object = {}) => ({
  [urnOf("web")]: { goal: { type: "kubernetes:core/v1:Pod", custom: true, ...goal }, steps, ...more },
});

/** Without its place. */
const kinds = (path: string, text: string) => told(path, text).map((line) => line.replace(/^\d+:\d+ /, ""));

describe("what pulumi preview --json prints", () => {
  it("has each resource's images, with the line in it and the URN", () => {
    const text = preview([step("create", "web", "ghcr.io/acme/web:1")]);
    expect(formatOf("preview.json", text)).toBe("Pulumi preview");
    expect(reading("preview.json", text)?.uses).toEqual([
      {
        use: expect.objectContaining({
          kind: "image",
          image: "ghcr.io/acme/web:1",
          place: {
            file: "preview.json",
            line: 14,
            column: 27,
            endColumn: 45,
            resource: urnOf("web"),
            path: "spec.containers[0].image",
          },
        }) as unknown,
      },
    ]);
  });

  it.each([
    ["what is created", step("create", "a", "x:1"), ["image x:1"]],
    ["what stays", step("same", "a", "x:1"), ["image x:1"]],
    ["what is imported", step("import", "a", "x:1"), ["image x:1"]],
    ["an operation that is not known here", step("transmogrify", "a", "x:1"), ["image x:1"]],
    ["not what is deleted", step("delete", "a", "x:1"), []],
    ["not what is replaced", step("delete-replaced", "a", "x:1"), []],
    ["not what is only read", step("read", "a", "x:1"), []],
    ["not what exists elsewhere", step("create", "a", "x:1", { external: true }), []],
    ["what is unknown", step("create", "a", UNKNOWN), ["unknown"]],
    ["a secret that is not shown", step("create", "a", "[secret]"), [HIDDEN]],
    ["a resource without a type", step("create", "a", "x:1", { type: 7 }), ["unreadable is a resource without a type"]],
    ["a resource that is none", { op: "create", newState: 7 }, ["unreadable is no object, as the engine writes it"]],
    ["no provider", step("create", "a", "x:1", { type: "pulumi:providers:kubernetes" }), []],
  ])("judges as the pack does: %s", (_, one, expected) => {
    expect(kinds("preview.json", preview([one]))).toEqual(expected);
  });

  it("tells a replacement once", () => {
    const steps = ["create-replacement", "replace", "delete-replaced"].map((op) => step(op, "a", "x:1"));
    expect(kinds("preview.json", preview(steps))).toEqual(["image x:1"]);
  });

  it("says that it leaves out what stays as before", () => {
    const more = { changeSummary: { create: 1, same: 7 } };
    expect(reading("p.json", preview([step("same", "a", "x:1")], more))?.notes).toEqual([
      "leaves out 6 resources that stay as before; pulumi preview --json --show-sames lists all",
    ]);
  });

  it("of a run that failed is not all there is (law 3)", () => {
    const diagnostics = [{ severity: "error", message: "boom" }];
    expect(kinds("p.json", preview([step("create", "a", "x:1")], { diagnostics }))).toEqual(["image x:1", FAILED]);
  });

  it("goes by the policy document's corrections", () => {
    const corrections = correcting([{ type: "acme:index:Box", path: "runs" }]);
    const newState = { type: "acme:index:Box", urn: "urn:x", inputs: { runs: "x:1" } };
    const text = preview([{ op: "create", newState }]);
    expect(told("p.json", text)).toEqual([]);
    expect(told("p.json", text, { corrections })).toEqual(["9:20 image x:1"]);
  });
});

describe("the engine's events", () => {
  it("are read one a line, each with the column in its line", () => {
    const text = log(
      { preludeEvent: { config: {} } },
      event("web", "create", "x:1"),
      event("web", "create", "x:1"),
      SUMMARY,
    );
    expect(formatOf("-", text)).toBe("Pulumi engine events");
    expect(told("events.json", text)).toEqual(["2:329 image x:1"]);
  });

  it.each([
    ["what is deleted", [event("a", "delete", "x:1"), SUMMARY], []],
    [
      "a secret that is not shown",
      [event("a", "create", { [SIGNATURE]: SECRET, ciphertext: "[secret]" }), SUMMARY],
      [HIDDEN],
    ],
    [
      "a log that is cut",
      [event("a", "create", "x:1")],
      ["image x:1", expect.stringMatching(/ends before the engine/)],
    ],
    ["a run that failed", [{ summaryEvent: { result: "failed" } }], [FAILED]],
    ["an error", [{ diagnosticEvent: { severity: "error" } }, SUMMARY], [FAILED]],
    ["a failed update", [{ resOpFailedEvent: event("a", "create", "x:1").resourcePreEvent }, SUMMARY], ["image x:1"]],
    ["an event about nothing", [{ resourcePreEvent: 7 }, SUMMARY], ["unreadable is an event about no resource"]],
  ])("tell %s", (_, events, expected) => {
    expect(kinds("events.json", log(...(events as object[])))).toEqual(expected);
  });

  it("tell a line that is none", () => {
    const text = `${log({ preludeEvent: {} })}\r\nwarning: [x]\n\n${log(SUMMARY)}\n`;
    const why = "unreadable has a line that is no event of the engine";
    expect(told("events.json", text)).toEqual([`2:1 ${why}`]);
    expect(kinds("events.json", log({ preludeEvent: {} }, { other: 1 }, SUMMARY))).toEqual([why]);
    expect(kinds("events.json", log({ ...SUMMARY }, { xEvent: 1, apiVersion: "v1", kind: "Pod" }))).toEqual([why]);
  });
});

describe("what pulumi stack export prints", () => {
  it.each([
    ["what is deployed", [state("a", "x:1")], {}, ["image x:1"]],
    ["not what waits to be deleted", [state("a", "x:1", { delete: true })], {}, []],
    ["a secret in the clear", [state("a", { [SIGNATURE]: SECRET, plaintext: '"x:1"' })], {}, ["image secret"]],
    ["a secret", [state("a", { [SIGNATURE]: SECRET, ciphertext: "v1:abc" })], {}, [HIDDEN]],
    ["a secret that is no JSON", [state("a", { [SIGNATURE]: SECRET, plaintext: "{" })], {}, [HIDDEN]],
    [
      "what an update stopped in",
      [],
      { pending_operations: [{ type: "creating", resource: state("a", "x:1") }] },
      ["image x:1"],
    ],
    ["not what it was deleting", [], { pending_operations: [{ type: "deleting", resource: state("a", "x:1") }] }, []],
    ["a stack without resources", undefined, {}, []],
    ["resources that are no list", 7, {}, ["unreadable is no list, as the engine writes it"]],
  ])("tells %s", (_, resources, more, expected) => {
    const text = exported(resources as never, more);
    expect(formatOf("state.json", text)).toBe("Pulumi state");
    expect(kinds("state.json", text)).toEqual(expected);
  });
});

describe("what pulumi preview --save-plan writes", () => {
  it.each([
    ["what is created", planned({ inputDiff: { adds: inputs("x:1") } }, ["create"]), ["4 image x:1"]],
    [
      "what changes, and beside it what stays",
      planned({ inputDiff: { updates: inputs("x:2") } }, ["update"], { state: { ...inputs("x:1"), other: 1 } }),
      ["4 image x:2"],
    ],
    ["what stays", planned({ inputDiff: {} }, ["same"], { state: inputs("x:1") }), ["4 image x:1"]],
    ["not an input that goes", planned({ inputDiff: { deletes: ["spec"] } }, ["update"], { state: inputs("x:1") }), []],
    ["not what is deleted", { [urnOf("web")]: { goal: null, steps: ["delete"], state: inputs("x:1") } }, []],
    ["an unknown", planned({ inputDiff: { adds: inputs(UNKNOWN) } }, ["create"]), ["4 unknown"]],
    ["a goal without a type", planned({ type: 1 }, ["create"]), ["4 unreadable is a resource without a type"]],
    ["a resource that is none", { [urnOf("web")]: 7 }, ["4 unreadable is no object, as the engine writes it"]],
  ])("tells %s", (_, plans, expected) => {
    const text = plan(plans);
    expect(formatOf("plan.json", text)).toBe("Pulumi plan");
    expect(kinds("plan.json", text).map((line) => `4 ${line}`)).toEqual(expected);
  });

  it("has the line of the input that counts", () => {
    const update = planned({ inputDiff: { updates: inputs("x:2") } }, ["update"], { state: inputs("x:1") });
    expect(told("plan.json", plan(update))).toEqual(["13:29 image x:2"]);
  });
});

describe("whatever else stands in an object of Kubernetes", () => {
  it.each(["steps", "deployment", "resourcePlans", "preludeEvent"])("%s makes nothing else of it (law 8)", (name) => {
    const object = {
      apiVersion: "v1",
      kind: "Pod",
      [name]: {},
      changeSummary: {},
      duration: 1,
      version: 3,
      sequence: 1,
    };
    expect(formatOf("pod.json", JSON.stringify({ ...object, ...inputs("x:1") }))).toBe("Kubernetes");
  });
});
