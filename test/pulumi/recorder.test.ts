import { describe, expect, it } from "@jest/globals";
import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import type { ImageUse } from "../../src/discover/index.ts";
import type { Gate, Verdict } from "../../src/gate/index.ts";
import { finding, type Finding, type Status } from "../../src/policy/index.ts";
import { Recorder } from "../../src/pulumi/recorder.ts";
import { rulePolicy } from "../../src/pulumi/rule-policy.ts";
import { startRun, type Run } from "../../src/pulumi/run.ts";
import { ruleOf, type RuleId } from "../../src/rules/index.ts";
import { deployment } from "./analyze.ts";

const urn = "urn:web";
const type = "kubernetes:apps/v1:Deployment";
const resource = (image: unknown, which = urn) => ({ type, name: "web", urn: which, props: deployment(image).props });

function gateThat(status: Status, ...findings: readonly Finding[]): Gate {
  const verdict = (use: ImageUse): Verdict => ({ use, image: "r.example/web:1", status, findings, signers: [] });
  return { check: (uses) => Promise.resolve(uses.map(verdict)), close: () => Promise.resolve() };
}

async function reported(rule: RuleId, run: Run, which = urn): Promise<string[]> {
  const messages: string[] = [];
  const { validateResource } = rulePolicy(ruleOf(rule), run);
  const args = { urn: which } as unknown as ResourceValidationArgs;
  const report: ReportViolation = (message) => void messages.push(message);
  for (const validate of [validateResource ?? []].flat()) await validate(args, report);
  return messages;
}

async function recordedRun(preview: boolean, status: Status, ...findings: readonly Finding[]): Promise<Run> {
  const run = startRun({}, "/", preview);
  await run.recorder.record(resource("r.example/web:1"), () => gateThat(status, ...findings));
  return run;
}

describe("the record of a resource", () => {
  it("says failed from the first moment until the gate has answered (law 3)", async () => {
    const recorder = new Recorder();
    let answer: (verdicts: Verdict[]) => void = () => undefined;
    const check = () => new Promise<Verdict[]>((resolve) => (answer = resolve));
    const done = recorder.record(resource("nginx"), () => ({ check, close: () => Promise.resolve() }));
    expect(recorder.of(urn)).toMatchObject({ kind: "failed" });
    answer([]);
    await done;
    expect(recorder.of(urn)).toEqual({ kind: "judged", verdicts: [] });
  });

  it("is the last one where a resource comes twice", async () => {
    const recorder = new Recorder();
    await recorder.record(resource("nginx"), () => gateThat("accepted"));
    await recorder.record(resource("nginx"), () => gateThat("rejected"));
    expect(recorder.of(urn)).toMatchObject({ verdicts: [{ status: "rejected" }] });
  });

  it("says failed where the gate throws, and counts as one with images", async () => {
    const recorder = new Recorder();
    expect(recorder.isEmpty).toBe(true);
    await recorder.record({ ...resource("nginx"), props: { spec: {} } }, () => gateThat("accepted"));
    expect(recorder.isEmpty).toBe(true);
    await recorder.record(resource("nginx", "urn:api"), () => {
      throw new TypeError("surprise");
    });
    expect(recorder.of("urn:api")).toEqual({ kind: "failed", message: "TypeError: surprise" });
    expect(recorder.isEmpty).toBe(false);
  });

  it("says failed for a throw that is no error, without its words (law 10)", async () => {
    const recorder = new Recorder();
    await recorder.record(resource("nginx"), () => {
      throw "canary-hunter2" as unknown as Error;
    });
    expect(recorder.of(urn)).toEqual({ kind: "failed", message: "unknown failure" });
  });

  it("is not empty once an image was judged, accepted or not", async () => {
    const recorder = new Recorder();
    await recorder.record(resource("nginx"), () => gateThat("accepted"));
    expect(recorder.isEmpty).toBe(false);
  });

  it("needs no gate where there is no image, and reads no inputs of a type that deploys none (law 9)", async () => {
    const recorder = new Recorder();
    const noGate = (): never => {
      throw new Error("no gate is needed");
    };
    const unreadable = Object.defineProperty({}, "spec", { enumerable: true, get: noGate });
    await recorder.record({ ...resource("nginx"), props: { spec: {} } }, noGate);
    expect(recorder.of(urn)).toEqual({ kind: "judged", verdicts: [] });
    await recorder.record({ ...resource("nginx"), type: "aws:s3/bucket:Bucket", props: unreadable }, noGate);
    expect(recorder.of(urn)).toEqual({ kind: "judged", verdicts: [] });
  });
});

describe("a rule", () => {
  it("reports each of its findings and none of another rule's", async () => {
    const run = await recordedRun(
      true,
      "rejected",
      finding("image-signed", "a", "First."),
      finding("image-pinned", "b", "Second."),
      finding("image-signed", "c", "Third."),
    );
    const messages = await reported("image-signed", run);
    expect(messages.map((message) => /First|Second|Third/.exec(message)?.[0])).toEqual(["First", "Third"]);
    expect(await reported("image-pinned", run)).toHaveLength(1);
    expect(await reported("image-known", run)).toEqual([]);
  });

  it("reports a resource that nobody recorded, and one whose check failed (law 3)", async () => {
    const run = startRun({}, "/", true);
    expect((await reported("image-known", run))[0]).toMatch(/^recorder-disabled: /);
    await run.recorder.record(resource("nginx"), () => {
      throw new TypeError("surprise");
    });
    expect(await reported("image-known", run)).toEqual([
      "internal-error: the images of this resource could not be judged (TypeError: surprise).",
    ]);
  });
});

describe("what could not be checked", () => {
  const timeout = finding("image-checked", "timeout", "It did not answer.");

  it.each([
    ["at preview where image-checked reported on this resource", true, [urn], 0],
    ["at preview where it reported on another resource only", true, ["urn:api"], 1],
    ["at preview where it is switched off", true, [], 1],
    ["at update where image-checked reported, whatever its level", false, [urn], 1],
    ["at update where it is switched off", false, [], 1],
  ])("%s is told by image-signed as often as is due", async (_, preview, checked, times) => {
    const run = await recordedRun(preview, "undetermined", timeout);
    for (const one of checked) await reported("image-checked", run, one);
    expect(await reported("image-signed", run)).toHaveLength(times);
  });

  it("is still told by image-signed after any other rule reported", async () => {
    const run = await recordedRun(true, "undetermined", timeout);
    await reported("image-pinned", run);
    expect(await reported("image-signed", run)).toHaveLength(1);
  });
});

it.each([true, false])("what another rule reports is told once, preview %p", async (preview) => {
  const run = await recordedRun(preview, "rejected", finding("image-reference", "unreadable", "It is a number."));
  expect(await reported("image-reference", run)).toHaveLength(1);
  for (const silent of ["image-pinned", "image-signed"] as const) expect(await reported(silent, run)).toEqual([]);
});

describe("an unknown value (law 6)", () => {
  const unknown = finding("image-known", "unknown", "It is not known yet.");

  it.each([
    [true, ["image-known"]],
    [false, ["image-checked", "image-signed", "image-known"]],
  ])("is told, preview %p, by %p", async (preview, expected) => {
    const rules = ["image-checked", "image-signed", "image-known"] as const;
    const telling = async (...asked: readonly RuleId[]) => {
      const run = await recordedRun(preview, "unknown", unknown);
      const told: string[] = [];
      for (const rule of asked) if ((await reported(rule, run)).length > 0) told.push(rule);
      return told;
    };
    expect(await telling(...rules)).toEqual(expected);
    expect(await telling("image-signed", "image-known")).toEqual(expected.filter((rule) => rule !== "image-checked"));
  });
});
