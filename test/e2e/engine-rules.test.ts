import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { analyzeState, openStack, writeTrivialPack, type EngineResult, type Stack } from "../engine/index.ts";
import { join } from "node:path";
import { repositoryRoot } from "../tools/index.ts";
import { createdNames, inputsIn, pod, program, rulesOn, startWorld, violations, type World } from "./world.ts";

const TIMEOUT = 240_000;
const REMEDIATE = { "image-pinned": "remediate" };
let world: World;
beforeAll(async () => {
  // Up to 30 ms, in an order that has nothing to do with the program's.
  let turn = 0;
  world = await startWorld({ registry: { delayMs: () => ((turn += 1) * 7919) % 30 } });
}, TIMEOUT);
afterAll(() => world.close());

const opened: Stack[] = [];
afterAll(() => {
  for (const stack of opened) stack.close();
});
async function stackOf(resources: object, more: Partial<Parameters<typeof openStack>[0]> = {}): Promise<Stack> {
  const { debugProviders } = world.provider;
  const stack = await openStack({ program: program(resources), debugProviders, ...more });
  opened.push(stack);
  return stack;
}
const at = (rest: string) => `${world.registry.host}/${rest}`;

it(
  "300 resources with random latencies have the verdicts of a run that checks one after the other",
  async () => {
    const images = Array.from({ length: 60 }, (_, index) => imageOf(index));
    const resources = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`r${index}`, pod(images[index % 60], images[(index * 7 + 1) % 60])]),
    );
    const preview = await (await stackOf(resources)).run({ command: "preview", packs: [world.pack()] });
    // At update the engine shows a resource only when the one before it has its verdicts.
    const pack = world.pack({ all: "advisory" });
    const update = await (await stackOf(resources)).run({ command: "up", args: ["--skip-preview"], packs: [pack] });
    expect(update.exitCode).toBe(0);
    expect(told(preview)).toEqual(told(update));
    expect(told(preview).length).toBeGreaterThan(300);
  },
  TIMEOUT,
);

function imageOf(index: number): string {
  const repository = `team/i${index}`;
  switch (index % 5) {
    case 0:
      return at(`${repository}@${world.signed(repository, "1").digest}`);
    case 1:
      world.signed(repository, "1");
      return at(`${repository}:1`);
    case 2:
      return at(`${repository}@${world.unsigned(repository, "1").digest}`);
    case 3:
      return at(`${repository}:missing`);
    default:
      return `registry.example/${repository}@${world.unsigned(repository, "1").digest}`;
  }
}

/** Every finding by resource, rule, image and suggestion; not the words, which explain a rule only the first time. */
function told({ policyEvents }: EngineResult): string[] {
  const findings = policyEvents.map(({ urn, policyName, message }) => {
    const image = /spec\.containers\[\d+\]\.image: [^\s]+/.exec(message)?.[0].replace(/:$/, "");
    return `${urn ?? ""} ${policyName} ${image ?? message} ${/Use \S+@sha256:\S+/.exec(message)?.[0] ?? ""}`;
  });
  // At update image-signed speaks for image-checked, too.
  return findings.filter((text) => !/ image-signed .*:missing/.test(text)).sort();
}

describe.each(["language-host", "executable"] as const)("booted by the %s", (boot) => {
  it(
    "the pack rejects at preview, remediates, and blocks an update without a preview",
    async () => {
      world.signed("team/web", "1");
      const evil = world.unsigned("team/evil", "1");
      const stack = await stackOf({ web: pod(at("team/web:1")), evil: pod(at(`team/evil@${evil.digest}`)) }, { boot });
      const preview = await stack.run({ command: "preview", packs: [world.pack()] });
      expect([rulesOn(preview, "web"), rulesOn(preview, "evil")]).toEqual([["image-pinned"], ["image-signed"]]);
      expect(preview.exitCode).not.toBe(0);
      const before = world.provider.created.length;
      const update = await stack.run({ command: "up", args: ["--skip-preview"], packs: [world.pack(REMEDIATE)] });
      expect(update.exitCode).not.toBe(0);
      expect(createdNames(world.provider).slice(before)).not.toEqual(expect.arrayContaining(["evil"]));
      const good = await stackOf({ good: pod(at("team/web:1")) }, { boot });
      const both = await good.run({ command: "up", packs: [world.pack(REMEDIATE)] });
      expect(both.exitCode).toBe(0);
      expect(JSON.stringify(inputsIn(await good.exportState(), "good"))).toContain("@sha256:");
    },
    TIMEOUT,
  );
});

it(
  "policy analyze on a state judges what is deployed, without a stack and without a program",
  async () => {
    world.signed("team/web", "1");
    const evil = world.unsigned("team/evil", "1");
    const stack = await stackOf({ web: pod(at("team/web:1")), evil: pod(at(`team/evil@${evil.digest}`)) });
    expect((await stack.run({ command: "up" })).exitCode).toBe(0);
    const state = await stack.exportState();
    const result = await analyzeState({ state, packs: [world.pack()] });
    expect([rulesOn(result, "web"), rulesOn(result, "evil")]).toEqual([["image-pinned"], ["image-signed"]]);
    expect(result.exitCode).not.toBe(0);
    const remediating = await analyzeState({ state, packs: [world.pack(REMEDIATE)] });
    expect(violations(remediating, "web").join()).toContain("no preview of this stack");
  },
  TIMEOUT,
);

describe("a pack that is killed", () => {
  it.each([
    ["preview", []],
    ["up", ["--skip-preview"]],
  ] as const)(
    "while it verifies ends %s with an error, and nothing is created",
    async (command, args) => {
      const slow = await startWorld({ registry: { delayMs: 3_000 } });
      const image = slow.signed("team/web", "1");
      const stack = await openStack({
        program: program({ web: pod(`${slow.registry.host}/team/web@${image.digest}`) }),
        debugProviders: slow.provider.debugProviders,
      });
      const result = await stack.run({
        command,
        args,
        packs: [slow.pack()],
        onPack: (pid) => {
          const waiting = setInterval(() => {
            if (slow.registry.requests.length === 0) return;
            clearInterval(waiting);
            process.kill(pid, "SIGKILL");
          }, 20);
        },
      });
      expect(result.exitCode).not.toBe(0);
      expect(slow.provider.created).toEqual([]);
      stack.close();
      await slow.close();
    },
    TIMEOUT,
  );
});

describe("beside other packs", () => {
  /** Undoes every pin that it sees, and would do so after this pack, too: the engine fixes no order. */
  const UNPIN = `
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("unpin", { policies: [{
  name: "unpin", description: "Takes digests away.", enforcementLevel: "remediate",
  remediateResource: ({ type, props }) => {
    if (type !== "kubernetes:core/v1:Pod") return undefined;
    for (const container of props.spec.containers) container.image = container.image.split("@")[0];
    return props;
  },
}] });`;

  it(
    "whatever they write, and whoever comes first, no tag is deployed",
    async () => {
      world.signed("team/web", "1");
      const unpin = writeTrivialPack(UNPIN);
      for (const packs of [
        [world.pack(REMEDIATE), { dir: unpin.folder, config: {} }],
        [{ dir: unpin.folder, config: {} }, world.pack(REMEDIATE)],
      ]) {
        const stack = await stackOf({ undone: pod(at("team/web:1")) });
        const result = await stack.run({ command: "up", packs });
        const deployed = JSON.stringify(inputsIn(await stack.exportState(), "undone") ?? "@sha256: not deployed");
        expect(deployed).toContain("@sha256:");
        if (result.exitCode !== 0) expect(rulesOn(result, "undone")).toContain("image-pinned");
      }
      unpin.remove();
    },
    TIMEOUT,
  );

  it(
    "another team's pack holds these policies beside its own",
    async () => {
      world.signed("team/web", "1");
      const composed = writeTrivialPack(`
const { PolicyPack } = require("@pulumi/policy");
const { imagePolicies } = require(${JSON.stringify(join(repositoryRoot(), "dist/src/index.js"))});
new PolicyPack("theirs", { policies: [
  { name: "their-own", description: "A name.", enforcementLevel: "mandatory",
    validateResource: ({ name }, report) => { if (name === "wrong") report("their own words"); } },
  ...imagePolicies({ packFolder: __dirname }),
] });`);
      const stack = await stackOf({ wrong: pod(at("team/web:1")), right: pod(at("team/web:1")) });
      const pack = { dir: composed.folder, config: world.pack().config };
      const preview = await stack.run({ command: "preview", packs: [pack] });
      expect(rulesOn(preview, "wrong")).toEqual(["image-pinned", "their-own"]);
      expect(rulesOn(preview, "right")).toEqual(["image-pinned"]);
      composed.remove();
    },
    TIMEOUT,
  );
});
