import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, type RunOptions } from "../engine/index.ts";
import { createdNames, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
let world: World;
/** One resource for each rule, named after it, that violates this rule and no other. */
let violating: Record<string, object>;
beforeAll(async () => {
  world = await startWorld();
  world.signed("team/web", "1.4");
  const evil = world.unsigned("team/evil", "1");
  const at = (rest: string) => `${world.registry.host}/${rest}`;
  violating = {
    "image-pinned": pod(at("team/web:1.4")),
    "image-signed": pod(at(`team/evil@${evil.digest}`)),
    "image-registry": pod(`registry.example/app@${evil.digest}`),
    "image-reference": pod("nginx@foo"),
    "image-checked": pod(at(`team/gone@${evil.digest}`)),
    "image-known": pod("${repository.repositoryUrl}@" + evil.digest),
  };
}, TIMEOUT);
afterAll(() => world.close());

const RULES = ["image-pinned", "image-signed", "image-registry", "image-reference", "image-checked", "image-known"];
const repository = {
  type: "aws:ecr/repository:Repository",
  properties: { name: "built-here", imageTagMutability: "IMMUTABLE" },
};
const levelOf = (level: string, rules: readonly string[] = RULES) =>
  Object.fromEntries(rules.map((rule) => [rule, level]));

async function run(resources: object, options: Omit<RunOptions, "command"> & { command: "preview" | "up" }) {
  const { debugProviders } = world.provider;
  const stack = await openStack({ program: program({ repository, ...resources }), debugProviders });
  const before = world.provider.created.length;
  const skip = options.command === "up" ? ["--skip-preview"] : [];
  const result = await stack.run({ ...options, args: skip });
  stack.close();
  return { ...result, created: createdNames(world.provider).slice(before) };
}

describe("levels from the policy config", () => {
  it.each([
    ["advisory", ["advisory"], 0],
    ["mandatory", ["mandatory"], 1],
    ["remediate", ["mandatory"], 1],
    ["disabled", [], 0],
  ] as const)(
    "%s holds for every rule at preview",
    async (level, reported, exitCode) => {
      const result = await run(violating, { command: "preview", packs: [world.pack(levelOf(level))] });
      for (const rule of RULES) {
        const remediated = level === "remediate" && rule === "image-pinned";
        const told = level === "disabled" || remediated ? [] : [rule];
        expect([rule, rulesOn(result, rule)]).toEqual([rule, told]);
      }
      expect([...new Set(result.policyEvents.map(({ enforcementLevel }) => enforcementLevel))]).toEqual(reported);
      expect(result.exitCode === 0 ? 0 : 1).toBe(exitCode);
    },
    TIMEOUT,
  );

  it.each([
    ["advisory", ["advisory"], 0],
    ["disabled", [], 0],
  ] as const)(
    "%s holds for every rule at update, and creates what it reports",
    async (level, reported, exitCode) => {
      const result = await run(violating, { command: "up", packs: [world.pack(levelOf(level))] });
      expect([...new Set(result.policyEvents.map(({ enforcementLevel }) => enforcementLevel))]).toEqual(reported);
      expect(result.exitCode).toBe(exitCode);
      expect(result.created).toEqual(expect.arrayContaining(RULES));
    },
    TIMEOUT,
  );

  it.each([
    ["advisory", "preview", 0],
    ["mandatory", "preview", 1],
    ["remediate", "preview", 1],
    ["disabled", "preview", 0],
    ["advisory", "up", 0],
    ["mandatory", "up", 1],
    ["remediate", "up", 1],
    ["disabled", "up", 0],
  ] as const)(
    "all: %s holds at %s",
    async (all, command, exitCode) => {
      const result = await run(violating, { command, packs: [world.pack({ all })] });
      expect(result.exitCode === 0 ? 0 : 1).toBe(exitCode);
      const told = result.policyEvents.map(({ enforcementLevel }) => enforcementLevel);
      if (all === "disabled") expect(told).toEqual([]);
      else expect([...new Set(told)]).toEqual([all === "advisory" ? "advisory" : "mandatory"]);
    },
    TIMEOUT,
  );
});

describe("with every other rule switched off", () => {
  const others = (rule: string) =>
    levelOf(
      "disabled",
      RULES.filter((other) => other !== rule),
    );

  it(
    "each rule still rejects at preview",
    async () => {
      for (const rule of RULES) {
        const levels = { ...others(rule), [rule]: "mandatory" };
        const result = await run({ [rule]: violating[rule] }, { command: "preview", packs: [world.pack(levels)] });
        expect([rule, result.exitCode === 0, rulesOn(result, rule)]).toEqual([rule, false, [rule]]);
      }
    },
    TIMEOUT,
  );

  it(
    "each rule still rejects at update, before the resource is created",
    async () => {
      for (const rule of RULES.filter((one) => one !== "image-known")) {
        const levels = { ...others(rule), [rule]: "mandatory" };
        const result = await run({ [rule]: violating[rule] }, { command: "up", packs: [world.pack(levels)] });
        expect([rule, result.exitCode === 0, rulesOn(result, rule)]).toEqual([rule, false, [rule]]);
        expect(result.created).not.toContain(rule);
      }
    },
    TIMEOUT,
  );
});

describe("with the recorder switched off", () => {
  it.each(["preview", "up"] as const)(
    "the stack is rejected as recorder-disabled, whatever it holds: %s",
    async (command) => {
      const pack = { ...world.pack(), config: { digestbound: "disabled" } };
      const result = await run({}, { command, packs: [pack] });
      expect(result.exitCode).not.toBe(0);
      expect(result.policyEvents.length).toBeGreaterThan(0);
      for (const { message } of result.policyEvents) expect(message).toContain("recorder-disabled");
      expect(result.created).toEqual([]);
    },
    TIMEOUT,
  );
});

it(
  "an unknown image in the first of five containers hides none of the others (law 6)",
  async () => {
    const web = `${world.registry.host}/team/web:1.4`;
    const five = pod("${repository.repositoryUrl}:v1", web, web, "nginx@foo", web);
    const result = await run({ five }, { command: "preview", packs: [world.pack()] });
    expect(rulesOn(result, "five")).toEqual([
      "image-known",
      ...Array<string>(3).fill("image-pinned"),
      "image-reference",
    ]);
    for (const index of [0, 1, 2, 3, 4]) {
      expect(violations(result, "five").join("\n")).toContain(`spec.containers[${index}].image`);
    }
    const remediated = await run(
      { five },
      { command: "preview", packs: [world.pack({ "image-pinned": "remediate" })] },
    );
    expect(rulesOn(remediated, "five")).toEqual(["image-known", "image-reference"]);
    expect(JSON.stringify(remediated.remediations)).toContain(`${web}@sha256:`);
  },
  TIMEOUT,
);

it(
  "two packs at once tell the same, and one approval serves both",
  async () => {
    const packs = [world.pack(), world.pack()];
    const two = await run(violating, { command: "preview", packs });
    for (const rule of RULES) expect(rulesOn(two, rule)).toEqual([rule, rule]);
    const remediating = [world.pack({ "image-pinned": "remediate" }), world.pack({ "image-pinned": "remediate" })];
    const stack = await openStack({
      program: program({ web: pod(`${world.registry.host}/team/web:1.4`) }),
      debugProviders: world.provider.debugProviders,
    });
    expect((await stack.run({ command: "preview", packs: remediating })).exitCode).toBe(0);
    const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: remediating });
    expect(update.policyEvents).toEqual([]);
    expect(update.exitCode).toBe(0);
    stack.close();
  },
  TIMEOUT,
);
