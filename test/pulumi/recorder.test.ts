import { describe, expect, it, jest } from "@jest/globals";
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import type { ImageUse } from "../../src/discover/index.ts";
import type { Gate, Verdict } from "../../src/gate/index.ts";
import { finding, type Finding, type Status } from "../../src/policy/index.ts";
import { Recorder } from "../../src/pulumi/recorder.ts";
import { rulePolicy } from "../../src/pulumi/rule-policy.ts";
import { startRun, type Run } from "../../src/pulumi/run.ts";
import type { Stage } from "../../src/pulumi/stage.ts";
import { ruleOf, type RuleId } from "../../src/rules/index.ts";
import { deployment } from "./analyze.ts";

const urn = "urn:web";
const type = "kubernetes:apps/v1:Deployment";
const resource = (image: unknown, which = urn) => ({ type, name: "web", urn: which, props: deployment(image).props });

function gateThat(status: Status, ...findings: readonly Finding[]): Gate {
  const verdict = (use: ImageUse): Verdict => ({ use, image: "r.example/web:1", status, findings, signers: [] });
  return { check: (uses) => Promise.resolve(uses.map(verdict)), close: () => Promise.resolve() };
}

/** What a rule says of one resource: at update when the engine asks about it, at preview when it asks about the stack. */
async function reported(rule: RuleId, run: Run, which = urn): Promise<string[]> {
  const messages: string[] = [];
  const { validateResource, validateStack } = rulePolicy(ruleOf(rule), run);
  if (run.stage === "update") {
    const args = { urn: which } as unknown as ResourceValidationArgs;
    for (const validate of [validateResource ?? []].flat())
      await validate(args, (message) => void messages.push(message));
  } else {
    const args = { resources: [] } as unknown as StackValidationArgs;
    await validateStack(args, (message, about) => {
      if (about === undefined || about === which) messages.push(message);
    });
  }
  return messages;
}

function recordedRun(stage: Stage, status: Status, ...findings: readonly Finding[]): Run {
  const run = startRun({ environment: { DIGESTBOUND_CACHE: "off" } }, "/", stage);
  run.recorder.record(resource("r.example/web:1"), () => gateThat(status, ...findings));
  return run;
}

describe("the record of a resource", () => {
  it("is there before the gate has answered, so that images are verified side by side", async () => {
    const recorder = new Recorder();
    let answer: (verdicts: Verdict[]) => void = () => undefined;
    const check = () => new Promise<Verdict[]>((resolve) => (answer = resolve));
    const { outcome } = recorder.record(resource("nginx"), () => ({ check, close: () => Promise.resolve() }));
    expect(recorder.of(urn)?.uses).toHaveLength(1);
    answer(await gateThat("accepted").check(recorder.of(urn)?.uses ?? []));
    expect(await outcome).toMatchObject({ kind: "judged", verdicts: [{ status: "accepted" }] });
  });

  it("is the last one where a resource comes twice, and neither is forgotten", async () => {
    const recorder = new Recorder();
    recorder.record(resource("nginx"), () => gateThat("accepted"));
    recorder.record(resource("nginx"), () => gateThat("rejected"));
    expect(await recorder.of(urn)?.outcome).toMatchObject({ verdicts: [{ status: "rejected" }] });
    expect(recorder.all()).toHaveLength(2);
  });

  it.each([
    [
      "throws",
      () => {
        throw new TypeError("canary-hunter2");
      },
      "TypeError",
    ],
    [
      "throws what is no error",
      () => {
        throw "canary-hunter2" as unknown as Error;
      },
      "unknown failure",
    ],
    [
      "rejects",
      () => ({ check: () => Promise.reject(new RangeError("canary-hunter2")), close: () => Promise.resolve() }),
      "RangeError",
    ],
    [
      "forgets an image",
      () => ({ check: () => Promise.resolve([]), close: () => Promise.resolve() }),
      "1 of 1 were never judged",
    ],
  ] as const)("says failed where the gate %s, by the error's name alone (laws 3 and 10)", async (_, gate, message) => {
    const recorder = new Recorder();
    recorder.record(resource("nginx"), gate);
    expect(await recorder.of(urn)?.outcome).toEqual({ kind: "failed", message });
    expect(recorder.isEmpty).toBe(false);
  });

  it("says failed where the gate never answers (law 3)", async () => {
    jest.useFakeTimers();
    try {
      const recorder = new Recorder();
      const { outcome } = recorder.record(resource("nginx"), () => ({
        check: () => new Promise(() => undefined),
        close: () => Promise.resolve(),
      }));
      await jest.advanceTimersByTimeAsync(10 * 60_000);
      expect(await outcome).toEqual({ kind: "failed", message: "NeverJudged" });
    } finally {
      jest.useRealTimers();
    }
  });

  it("is empty until an image was seen, accepted or not", () => {
    const recorder = new Recorder();
    expect([recorder.isEmpty, recorder.hasRun]).toEqual([true, false]);
    recorder.record({ ...resource("nginx"), props: { spec: {} } }, () => gateThat("accepted"));
    expect([recorder.isEmpty, recorder.hasRun]).toEqual([true, true]);
    recorder.record(resource("nginx"), () => gateThat("accepted"));
    expect(recorder.isEmpty).toBe(false);
  });

  it("needs no gate where there is no image, and reads no inputs of a type that deploys none (law 9)", async () => {
    const recorder = new Recorder();
    const noGate = (): never => {
      throw new Error("no gate is needed");
    };
    const unreadable = Object.defineProperty({}, "spec", { enumerable: true, get: noGate });
    recorder.record({ ...resource("nginx"), props: { spec: {} } }, noGate);
    expect(await recorder.of(urn)?.outcome).toEqual({ kind: "judged", verdicts: [] });
    recorder.record({ ...resource("nginx"), type: "aws:s3/bucket:Bucket", props: unreadable }, noGate);
    expect(await recorder.of(urn)?.outcome).toEqual({ kind: "judged", verdicts: [] });
  });
});

const STAGES = ["preview", "update"] as const;

describe.each(STAGES)("a rule at %s", (stage) => {
  it("reports each of its findings and none of another rule's", async () => {
    const run = recordedRun(
      stage,
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

  it("reports a stack that nobody recorded, and a resource whose check failed (law 3)", async () => {
    const run = startRun({ environment: { DIGESTBOUND_CACHE: "off" } }, "/", stage);
    expect((await reported("image-known", run))[0]).toMatch(/^recorder-disabled: /);
    run.recorder.record(resource("nginx"), () => {
      throw new TypeError("surprise");
    });
    expect(await reported("image-known", run)).toEqual([
      "internal-error: the images of this resource could not be judged (TypeError).",
    ]);
  });

  it("reports what another rule reports only where that one is silent", async () => {
    const run = recordedRun(stage, "rejected", finding("image-reference", "unreadable", "It is a number."));
    expect(await reported("image-reference", run)).toHaveLength(1);
    for (const silent of ["image-pinned", "image-signed"] as const) expect(await reported(silent, run)).toEqual([]);
  });
});

it("a rule waits at preview until the stack is whole, and says of a resource that it does not apply yet", () => {
  const run = recordedRun("preview", "rejected", finding("image-signed", "a", "First."));
  const { validateResource } = rulePolicy(ruleOf("image-signed"), run);
  const told: string[] = [];
  const notApplicable = (reason?: string): never => {
    throw new Error(reason);
  };
  const args = { urn, notApplicable } as unknown as ResourceValidationArgs;
  const [validate] = [validateResource ?? []].flat();
  expect(() => validate?.(args, (message) => void told.push(message))).toThrow("at the end of the preview");
  expect(told).toEqual([]);
});

it("a resource that a running recorder missed is rejected at preview, on its own URN (law 3)", async () => {
  const run = recordedRun("preview", "accepted");
  const told: string[] = [];
  const notApplicable = (): never => {
    throw new Error("it is not judged later either");
  };
  const args = { urn: "urn:missed", notApplicable } as unknown as ResourceValidationArgs;
  for (const validate of [rulePolicy(ruleOf("image-pinned"), run).validateResource ?? []].flat()) {
    await validate(args, (message) => void told.push(message));
  }
  expect(told).toEqual([expect.stringMatching(/^recorder-disabled: /)]);
});

it("what an update did not ask a rule about, it reports when the stack is whole (law 3)", async () => {
  const run = recordedRun("update", "rejected", finding("image-signed", "a", "First."));
  const told: string[] = [];
  const stack = { resources: [] } as unknown as StackValidationArgs;
  const { validateStack } = rulePolicy(ruleOf("image-signed"), run);
  await validateStack(stack, (message, about) => void told.push(`${about ?? ""} ${message}`));
  await validateStack(stack, (message) => void told.push(message));
  expect(told).toEqual([expect.stringMatching(/^urn:web .*First/s)]);
});

it("a stack with more findings than one answer may hold is told how many are left, and is still rejected", async () => {
  const run = startRun({ environment: { DIGESTBOUND_CACHE: "off" } }, "/", "preview");
  const many = Array.from({ length: 6000 }, (_, index) => finding("image-signed", "a", `Finding ${index}.`));
  run.recorder.record(resource("r.example/web:1"), () => gateThat("rejected", ...many));
  const told = await reported("image-signed", run);
  expect(told.join("").length + told.length * 600).toBeLessThan(4 * 1024 * 1024);
  const [, left = ""] = /^(\d+) more findings of this rule/.exec(told.at(-1) ?? "") ?? [];
  expect(told.length - 1 + Number(left)).toBe(6000);
  expect(told.length).toBeGreaterThan(1000);
});

describe("what could not be checked", () => {
  const timeout = finding("image-checked", "timeout", "It did not answer.");

  it.each([
    ["at preview where image-checked reported it", "preview", ["image-checked"], 0],
    ["at preview where it is switched off", "preview", [], 1],
    ["at preview where only another rule reported", "preview", ["image-pinned"], 1],
    ["at update where image-checked reported, whatever its level", "update", ["image-checked"], 1],
    ["at update where it is switched off", "update", [], 1],
  ] as const)("%s is told by image-signed as often as is due", async (_, stage, others, times) => {
    const run = recordedRun(stage, "undetermined", timeout);
    for (const other of others) await reported(other, run);
    expect(await reported("image-signed", run)).toHaveLength(times);
  });
});

describe("an unknown value (law 6)", () => {
  const unknown = finding("image-known", "unknown", "It is not known yet.");

  it.each([
    ["preview", ["image-known"]],
    ["update", ["image-checked", "image-signed", "image-known"]],
  ] as const)("is told at %s by %p", async (stage, expected) => {
    const rules = ["image-checked", "image-signed", "image-known"] as const;
    const telling = async (...asked: readonly RuleId[]) => {
      const run = recordedRun(stage, "unknown", unknown);
      const told: string[] = [];
      for (const rule of asked) if ((await reported(rule, run)).length > 0) told.push(rule);
      return told;
    };
    expect(await telling(...rules)).toEqual(expected);
    expect(await telling("image-signed", "image-known")).toEqual(expected.filter((rule) => rule !== "image-checked"));
  });
});
