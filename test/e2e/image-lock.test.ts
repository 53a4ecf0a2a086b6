import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openStack } from "../engine/index.ts";
import { createdNames, pod, program, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, TIMEOUT);
afterAll(() => world.close());

it(
  "a pinned image whose tag moved is deployed as it is pinned, and told, advisory, at preview and update",
  async () => {
    const { registry, provider } = world;
    const [kept, moved] = [world.signed("team/web", "1", "old"), world.signed("team/web", "1", "new")];
    const agreeing = world.signed("team/api", "1");
    const stack = await openStack({
      program: program({
        web: pod(`${registry.host}/team/web:1@${kept.digest}`),
        api: pod(`${registry.host}/team/api:1@${agreeing.digest}`),
      }),
      debugProviders: provider.debugProviders,
    });
    try {
      for (const run of [{ command: "preview" }, { command: "up", args: ["--skip-preview"] }] as const) {
        const result = await stack.run({ ...run, packs: [world.pack()] });
        expect(result.exitCode).toBe(0);
        expect(violations(result, "api")).toEqual([]);
        const [told = "", ...others] = violations(result, "web");
        expect(others).toEqual([]);
        expect(told).toMatch(/^image-lock: The digest must be .*\nspec\.containers\[0\]\.image: /);
        expect(told).toContain(`for the tag 1 ${registry.host}/team/web answers ${moved.digest}`);
        expect(result.policyEvents.map(({ enforcementLevel }) => enforcementLevel)).toEqual(["advisory"]);
      }
      expect(createdNames(provider)).toEqual(expect.arrayContaining(["web", "api"]));
      const strict = await stack.run({ command: "preview", packs: [world.pack({ "image-lock": "mandatory" })] });
      expect(strict.exitCode).not.toBe(0);
      expect(violations(strict, "web")).toHaveLength(1);
    } finally {
      stack.close();
    }
  },
  TIMEOUT,
);
