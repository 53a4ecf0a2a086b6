import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openStack, type EngineResult } from "../engine/index.ts";
import { createdNames, inputsIn, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
const CANARY = "canary-team";
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, TIMEOUT);
afterAll(() => world.close());

const secret = (value: string) => ({ "fn::secret": value });
const everything = (result: EngineResult, cache: string) =>
  [result.output, JSON.stringify(result.policyEvents), JSON.stringify(result.remediations), ...filesIn(cache)].join(
    "\n",
  );

function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return [...paths, ...paths.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, "utf8"))];
}

it(
  "a secret image is judged and never printed or kept; the open one beside it is (law 10)",
  async () => {
    const { host } = world.registry;
    const { digest } = world.signed(`team/${CANARY}`, "1");
    world.unsigned("team/open", "1");
    const cache = mkdtempSync(join(tmpdir(), "digestbound-cache-"));
    const stack = await openStack({
      program: program({
        tagged: pod(secret(`${host}/team/${CANARY}:1`), `${host}/team/open:1`),
        unreadable: pod(secret(`${CANARY}@foo`)),
        unlisted: pod(secret(`registry.example/${CANARY}@${digest}`)),
        gone: pod(secret(`${host}/team/${CANARY}-gone@${digest}`)),
        spec: {
          type: "kubernetes:core/v1:Pod",
          properties: { spec: secret(pod(`${host}/team/${CANARY}:1`) as never) },
        },
        task: {
          type: "aws:ecs/taskDefinition:TaskDefinition",
          properties: {
            family: "f",
            containerDefinitions: secret(JSON.stringify([{ image: `${host}/team/${CANARY}:1` }])),
          },
        },
      }),
      debugProviders: world.provider.debugProviders,
    });
    const run = { packs: [world.pack()], env: { DIGESTBOUND_CACHE: cache } };
    for (const command of ["preview", "up"] as const) {
      const args = command === "up" ? ["--skip-preview"] : [];
      const result = await stack.run({ command, args, ...run });
      expect(result.exitCode).not.toBe(0);
      expect(everything(result, cache)).not.toContain(CANARY);
    }
    const preview = await stack.run({ command: "preview", ...run });
    expect(rulesOn(preview, "tagged")).toEqual(["image-pinned", "image-pinned", "image-signed"]);
    expect(violations(preview, "tagged").join("\n")).toContain("spec.containers[0].image: (secret)");
    expect(violations(preview, "tagged").join("\n")).toContain(`Add the digest ${digest}`);
    expect(violations(preview, "tagged").join("\n")).toContain(`${host}/team/open:1`);
    expect(rulesOn(preview, "unreadable")).toEqual(["image-reference"]);
    expect(rulesOn(preview, "unlisted")).toEqual(["image-registry"]);
    expect(rulesOn(preview, "gone")).toEqual(["image-checked"]);
    expect(rulesOn(preview, "task")).toEqual(["image-pinned"]);
    stack.close();
    rmSync(cache, { recursive: true });
  },
  TIMEOUT,
);

it(
  "remediation keeps a secret image secret",
  async () => {
    const { host } = world.registry;
    const { digest } = world.signed(`team/${CANARY}`, "1");
    const cache = mkdtempSync(join(tmpdir(), "digestbound-cache-"));
    const stack = await openStack({
      program: program({ hidden: pod(secret(`${host}/team/${CANARY}:1`)) }),
      debugProviders: world.provider.debugProviders,
    });
    const pack = world.pack({ "image-pinned": "remediate" });
    const result = await stack.run({
      command: "up",
      args: ["--diff"],
      packs: [pack],
      env: { DIGESTBOUND_CACHE: cache },
    });
    expect(createdNames(world.provider)).toContain("hidden");
    expect(everything(result, cache)).not.toContain(CANARY);
    const state = await stack.exportState();
    expect(state).not.toContain(CANARY);
    expect(JSON.stringify(inputsIn(state, "hidden"))).not.toContain(digest);
    stack.close();
    rmSync(cache, { recursive: true });
  },
  TIMEOUT,
);
