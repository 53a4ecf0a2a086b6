import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lockFileText } from "../../src/lock/index.ts";
import { openStack, type Stack } from "../engine/index.ts";
import { entry } from "../gate/lock-setting.ts";
import { packFolder } from "../shop/shop.ts";
import { createdNames, inputsIn, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
const REMEDIATE = { "image-pinned": "remediate" };
let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), "digestbound-lock-"));
}, TIMEOUT);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

const opened: Stack[] = [];
afterAll(() => {
  for (const stack of opened) stack.close();
});
async function stackOf(resources: object, more: object = {}): Promise<Stack> {
  const stack = await openStack({ program: program(resources, more), debugProviders: world.provider.debugProviders });
  opened.push(stack);
  return stack;
}

const at = (rest: string) => `${world.registry.host}/${rest}`;

/** Writes a lock file of this name, and tells its absolute path. */
function lock(name: string, entries: Readonly<Record<string, string>>): string {
  const file = join(folder, name);
  writeFileSync(file, lockFileText(new Map(Object.entries(entries).map(([image, one]) => [image, entry(one)]))));
  return file;
}

function pack(more: object, levels: object = {}) {
  return { dir: packFolder(), config: { digestbound: { document: world.document, ...more }, ...levels } };
}

/** Two signed images of which the tag points at the second. */
function moved(repository: string) {
  const { digest } = world.signed(repository, "1", "first");
  const { digest: now } = world.signed(repository, "1", "second");
  return { digest, now, image: at(`${repository}:1`) };
}

/** How often this repository was asked for its tag. */
function tagRequests(repository: string): number {
  return world.registry.requests.filter(({ url }) => url.endsWith(`/${repository}/manifests/1`)).length;
}

describe("remediation by a lock file", () => {
  it.each([
    ["an absolute path", (file: string) => file],
    ["a path that is seen from the pack's folder", (file: string) => relative(packFolder(), file)],
  ])(
    "writes the locked digest although the tag moved, at preview and update, by %s",
    async (kind, pathOf) => {
      const repository = kind === "an absolute path" ? "team/moved" : "team/relative";
      const { digest, image } = moved(repository);
      const run = { packs: [pack({ lock: pathOf(lock(`${kind}.lock`, { [image]: digest })) }, REMEDIATE)] };
      const stack = await stackOf({ web: pod(image) });
      const preview = await stack.run({ command: "preview", ...run });
      expect(preview.exitCode).toBe(0);
      expect(preview.remediations.length).toBeGreaterThan(0);
      expect(rulesOn(preview, "web")).toEqual(["locked-digests"]);
      expect(preview.policyEvents.map(({ enforcementLevel }) => enforcementLevel)).toEqual(["advisory"]);
      expect(violations(preview, "web").join()).toContain(`has ${digest} for the tag 1 since`);
      const update = await stack.run({ command: "up", args: ["--skip-preview"], ...run });
      expect(update.exitCode).toBe(0);
      expect(inputsIn(await stack.exportState(), "web")).toMatchObject({
        spec: { containers: [{ image: `${image}@${digest}` }] },
      });
      expect(tagRequests(repository)).toBe(0);
    },
    TIMEOUT,
  );

  it(
    "writes no digest that is not trusted, whoever locked it (law 8)",
    async () => {
      const { digest } = world.unsigned("team/attacked", "1", "evil");
      world.signed("team/attacked", "1", "good");
      const image = at("team/attacked:1");
      const run = { packs: [pack({ lock: lock("attacked.lock", { [image]: digest }) }, REMEDIATE)] };
      const stack = await stackOf({ attacked: pod(image), pinned: pod(`${image}@${digest}`) });
      for (const [command, args] of [
        ["preview", []],
        ["up", ["--skip-preview"]],
      ] as const) {
        const result = await stack.run({ command, args, ...run });
        expect(result.exitCode).not.toBe(0);
        expect(result.remediations).toEqual([]);
        // An update ends at the first resource that is rejected.
        const told = [...rulesOn(result, "attacked"), ...rulesOn(result, "pinned")];
        expect(told).toEqual(
          expect.arrayContaining(command === "preview" ? ["image-pinned", "image-signed"] : ["image-signed"]),
        );
      }
      expect(createdNames(world.provider)).not.toContain("attacked");
      expect(createdNames(world.provider)).not.toContain("pinned");
    },
    TIMEOUT,
  );

  it(
    "of two stacks at once, with one lock file and one cache, gives both the locked digest",
    async () => {
      const { digest, image } = moved("team/shared");
      const cache = join(folder, "cache");
      const run = {
        packs: [pack({ lock: lock("shared.lock", { [image]: digest }), frozen: true }, REMEDIATE)],
        env: { DIGESTBOUND_CACHE: cache },
      };
      const stacks = [await stackOf({ one: pod(image) }), await stackOf({ two: pod(image) }, { name: "elsewhere" })];
      const both = async (command: "preview" | "up", args: readonly string[]) =>
        Promise.all(stacks.map((stack) => stack.run({ command, args, ...run })));
      expect((await both("preview", [])).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      expect((await both("up", ["--skip-preview"])).map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      const states = await Promise.all(stacks.map((stack) => stack.exportState()));
      for (const [index, name] of ["one", "two"].entries())
        expect(JSON.stringify(inputsIn(states[index] ?? "", name))).toContain(`${image}@${digest}`);
      expect(tagRequests("team/shared")).toBe(0);
    },
    TIMEOUT,
  );
});

describe("frozen", () => {
  it.each([
    ["said by the policy config, with image-lock disabled", { "image-lock": "disabled" }, { frozen: true }, {}],
    ["said by the environment", {}, {}, { DIGESTBOUND_FROZEN: "true" }],
  ] as const)(
    "%s, rejects what is missing in the lock file and what differs from it, at preview and update",
    async (_, levels, config, env) => {
      const { digest } = world.signed("team/frozen", "1", "first");
      const { digest: other } = world.signed("team/frozen", "1", "second");
      const { digest: unlocked } = world.signed("team/unlocked", "1");
      const file = lock("frozen.lock", { [at("team/frozen:1")]: digest });
      const stack = await stackOf({
        right: pod(at(`team/frozen:1@${digest}`)),
        differing: pod(at(`team/frozen:1@${other}`)),
        missing: pod(at(`team/unlocked:1@${unlocked}`)),
      });
      for (const [command, args] of [
        ["preview", []],
        ["up", ["--skip-preview"]],
      ] as const) {
        const run = { packs: [pack({ lock: file, ...config }, levels)], env };
        const result = await stack.run({ command, args, ...run });
        expect(result.exitCode).not.toBe(0);
        expect(rulesOn(result, "right")).toEqual([]);
        // An update ends at the first resource that is rejected.
        const told = ["differing", "missing"].filter((name) => rulesOn(result, name).includes("digestbound"));
        expect(told.length).toBeGreaterThanOrEqual(command === "preview" ? 2 : 1);
      }
      expect(createdNames(world.provider)).not.toEqual(expect.arrayContaining(["differing"]));
      expect(createdNames(world.provider)).not.toEqual(expect.arrayContaining(["missing"]));
    },
    TIMEOUT,
  );
});

it.each([
  ["that is missing", () => join(folder, "gone.lock"), "does not exist. Write it with `digestbound lock`"],
  ["that is no absolute path", () => "digestbound.lock", 'DIGESTBOUND_LOCK="$PWD/digestbound.lock"'],
])(
  "a DIGESTBOUND_LOCK %s is an error, and nothing is judged without it (law 3)",
  async (_, pathOf, words) => {
    const { digest } = world.signed("team/web", "1");
    const stack = await stackOf({ web: pod(at(`team/web@${digest}`)) });
    const result = await stack.run({ command: "preview", packs: [pack({})], env: { DIGESTBOUND_LOCK: pathOf() } });
    expect(result.exitCode).not.toBe(0);
    expect(result.output).toContain(words);
    expect(violations(result, "web").join()).toContain("the lock file cannot be used");
  },
  TIMEOUT,
);
