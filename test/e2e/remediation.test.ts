import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStack, type EngineResult, type Stack } from "../engine/index.ts";
import { createdNames, inputsIn, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
const REMEDIATE = { "image-pinned": "remediate" };
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, TIMEOUT);
afterAll(() => world.close());

const opened: Stack[] = [];
afterAll(() => {
  for (const stack of opened) stack.close();
});
async function stackOf(resources: object, more: object = {}): Promise<Stack> {
  const stack = await openStack({ program: program(resources, more), debugProviders: world.provider.debugProviders });
  opened.push(stack);
  return stack;
}
const at = (repository: string) => `${world.registry.host}/${repository}`;

describe("an update at level remediate", () => {
  const CONTAINERS = (image: string) =>
    `[ {"name":"a\\u0041" ,\n "Image" : "${image}", "environment":[{"name":"ÄÖ","value":"1.0e3"}]},{"name":"b","image":"${image}"} ]\n`;
  let result: EngineResult;
  let state: string;
  let digest: string;
  beforeAll(async () => {
    digest = world.signed("team/web", "1.4").digest;
    world.unsigned("vendor/db", "1");
    const stack = await stackOf({
      pod: pod(`${at("team/web")}:1.4`, `${at("team/web")}@${digest}`),
      lambda: {
        type: "aws:lambda/function:Function",
        properties: { packageType: "Image", imageUri: `${at("team/web")}:1.4`, role: "r" },
      },
      task: {
        type: "aws:ecs/taskDefinition:TaskDefinition",
        properties: { family: "f", containerDefinitions: CONTAINERS(`${at("team/web")}:1.4`) },
      },
      pinned: pod(`${at("team/web")}:1.4@${digest}`),
      nothing: { type: "kubernetes:core/v1:ConfigMap", properties: { data: { image: "nginx:1" } } },
    });
    result = await stack.run({ command: "up", packs: [world.pack(REMEDIATE)] });
    state = await stack.exportState();
  }, TIMEOUT);

  it("passes, because what was deployed is pinned and signed", () => {
    expect(result.output).toContain("6 created");
    expect(result.exitCode).toBe(0);
    expect(result.policyEvents).toEqual([]);
  });

  it("keeps the tag where Kubernetes takes it, and touches no image that is pinned", () => {
    expect(inputsIn(state, "pod")).toMatchObject({
      spec: { containers: [{ image: `${at("team/web")}:1.4@${digest}` }, { image: `${at("team/web")}@${digest}` }] },
    });
  });

  it("leaves the tag out where Lambda and ECS document one or the other", () => {
    expect(inputsIn(state, "lambda")).toMatchObject({ imageUri: `${at("team/web")}@${digest}` });
  });

  it("changes no other character of an ECS task definition", () => {
    expect(inputsIn(state, "task")).toMatchObject({ containerDefinitions: CONTAINERS(`${at("team/web")}@${digest}`) });
  });

  it("returns only what it changed", () => {
    const names = result.remediations.map(({ urn }) => urn?.split("::").at(-1));
    expect([...new Set(names)].sort()).toEqual(["lambda", "pod", "task"]);
  });
});

describe("what is not written is rejected", () => {
  it.each([
    ["unsigned", "points at sha256:", ["image-pinned", "image-signed"]],
    ["vendor", "vouched for by nobody", ["image-pinned"]],
    ["gone", "image-checked", ["image-checked", "image-pinned"]],
    ["archive", "holds an archive", ["image-pinned"]],
  ])(
    "%s",
    async (name, words, rules) => {
      world.signed("team/web", "1.4");
      world.unsigned("team/evil", "1");
      world.unsigned("vendor/db", "1");
      const programs: Record<string, object> = {
        unsigned: pod(`${at("team/evil")}:1`),
        vendor: pod(`${at("vendor/db")}:1`),
        gone: pod(`${at("team/gone")}:1`),
        archive: {
          type: "aws:lambda/function:Function",
          properties: {
            imageUri: `${at("team/web")}:1.4`,
            role: "r",
            code: { "fn::assetArchive": { "a.txt": { "fn::stringAsset": "a" } } },
          },
        },
      };
      const before = world.provider.created.length;
      const stack = await stackOf({ [name]: programs[name] ?? {} });
      const preview = await stack.run({ command: "preview", packs: [world.pack(REMEDIATE)] });
      expect(preview.exitCode).not.toBe(0);
      expect(preview.remediations).toEqual([]);
      expect(rulesOn(preview, name)).toEqual(rules);
      expect(preview.output).toContain(words);
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [world.pack(REMEDIATE)] });
      expect(update.exitCode).not.toBe(0);
      expect(world.provider.created.slice(before)).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    "even with image-signed off, verification follows the document",
    async () => {
      world.unsigned("team/evil", "1");
      const stack = await stackOf({ evil: pod(`${at("team/evil")}:1`) });
      const levels = { ...REMEDIATE, "image-signed": "disabled" };
      const result = await stack.run({ command: "preview", packs: [world.pack(levels)] });
      expect(result.exitCode).not.toBe(0);
      expect(result.remediations).toEqual([]);
      expect(rulesOn(result, "evil")).toEqual(["image-pinned"]);
    },
    TIMEOUT,
  );
});

describe("between preview and update", () => {
  it(
    "the digest that the preview wrote is the one that the update writes",
    async () => {
      const { digest } = world.signed("team/calm", "1");
      const stack = await stackOf({ calm: pod(`${at("team/calm")}:1`) });
      const preview = await stack.run({ command: "preview", packs: [world.pack(REMEDIATE)] });
      expect(preview.exitCode).toBe(0);
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [world.pack(REMEDIATE)] });
      expect(update.exitCode).toBe(0);
      expect(inputsIn(await stack.exportState(), "calm")).toMatchObject({
        spec: { containers: [{ image: `${at("team/calm")}:1@${digest}` }] },
      });
    },
    TIMEOUT,
  );

  it.each([
    ["without a plan", []],
    ["with a plan", ["plan.json"]],
  ])(
    "a tag that moved to another signed image is rejected with both digests, %s",
    async (_, plan) => {
      const shown = world.signed("team/moved", "1", "first").digest;
      const stack = await stackOf({ moved: pod(`${at("team/moved")}:1`) });
      const run = { packs: [world.pack(REMEDIATE)], env: { PULUMI_EXPERIMENTAL: "true" } };
      const save = plan.flatMap((file) => ["--save-plan", file]);
      expect((await stack.run({ command: "preview", args: save, ...run })).exitCode).toBe(0);
      const now = world.signed("team/moved", "1", "second").digest;
      const use = plan.flatMap((file) => ["--plan", file]);
      const update = await stack.run({ command: "up", args: [...use, "--skip-preview"], ...run });
      expect(update.exitCode).not.toBe(0);
      expect(violations(update, "moved").join()).toContain(
        `the preview showed ${shown}, and now the tag points at ${now}`,
      );
      expect(createdNames(world.provider)).not.toContain("moved");
    },
    TIMEOUT,
  );

  it(
    "a registry that dies leaves the image unchecked, and nothing is created",
    async () => {
      const dying = await startWorld();
      dying.signed("team/web", "1");
      const stack = await openStack({
        program: program({ dying: pod(`${dying.registry.host}/team/web:1`) }),
        debugProviders: dying.provider.debugProviders,
      });
      opened.push(stack);
      expect((await stack.run({ command: "preview", packs: [dying.pack(REMEDIATE)] })).exitCode).toBe(0);
      await dying.registry.close();
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [dying.pack(REMEDIATE)] });
      expect(update.exitCode).not.toBe(0);
      expect(rulesOn(update, "dying")).toContain("image-checked");
      expect(dying.provider.created).toEqual([]);
      await dying.close();
    },
    TIMEOUT,
  );
});

describe("an update that no preview came before", () => {
  it(
    "writes nothing and rejects with no-approved-digest",
    async () => {
      world.signed("team/web", "1.4");
      const stack = await stackOf({ alone: pod(`${at("team/web")}:1.4`) });
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [world.pack(REMEDIATE)] });
      expect(update.exitCode).not.toBe(0);
      expect(violations(update, "alone").join()).toContain("no preview of this stack within the last hour");
      expect(createdNames(world.provider)).not.toContain("alone");
    },
    TIMEOUT,
  );

  it(
    "writes the verified digest where the document says resolveAtUpdate",
    async () => {
      const { digest } = world.signed("team/web", "1.4");
      const stack = await stackOf({ resolved: pod(`${at("team/web")}:1.4`) });
      const pack = world.pack(REMEDIATE, { resolveAtUpdate: true });
      expect((await stack.run({ command: "up", args: ["--skip-preview"], packs: [pack] })).exitCode).toBe(0);
      expect(JSON.stringify(inputsIn(await stack.exportState(), "resolved"))).toContain(digest);
    },
    TIMEOUT,
  );

  it(
    "does not take the approval of another stack",
    async () => {
      world.signed("team/web", "1.4");
      const resources = { other: pod(`${at("team/web")}:1.4`) };
      const [first, second] = [await stackOf(resources), await stackOf(resources, { name: "elsewhere" })];
      const cache = mkdtempSync(join(tmpdir(), "digestbound-cache-"));
      const run = { packs: [world.pack(REMEDIATE)], env: { DIGESTBOUND_CACHE: cache } };
      expect((await first.run({ command: "preview", ...run })).exitCode).toBe(0);
      expect((await second.run({ command: "up", args: ["--skip-preview"], ...run })).exitCode).not.toBe(0);
      expect((await first.run({ command: "up", args: ["--skip-preview"], ...run })).exitCode).toBe(0);
      rmSync(cache, { recursive: true });
    },
    TIMEOUT,
  );
});

it(
  "a cache that cannot be written ends as a rejection at preview, with the remedy",
  async () => {
    world.signed("team/web", "1.4");
    const stack = await stackOf({ full: pod(`${at("team/web")}:1.4`) });
    const env = { DIGESTBOUND_CACHE: "/dev/null/nowhere" };
    const result = await stack.run({ command: "preview", packs: [world.pack(REMEDIATE)], env });
    expect(result.exitCode).not.toBe(0);
    expect(violations(result, "full").join()).toContain("DIGESTBOUND_CACHE");
  },
  TIMEOUT,
);
