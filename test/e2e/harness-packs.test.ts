import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runEngine, startProvider, type StandInProvider } from "../engine/index.ts";
import { NO_LATEST_CALLBACK, onePolicy, packWriter, pod, project } from "./trivial.ts";

jest.setTimeout(60_000);

const NO_LATEST = `validateResource: ${NO_LATEST_CALLBACK}`;
const PINS = onePolicy(
  `validateResource: () => undefined,
   remediateResource: (args) => {
     if (args.type !== "kubernetes:core/v1:Pod") return;
     args.props.spec.containers[0].image = "shop@sha256:0";
     return args.props;
   }`,
  { name: "pins", level: "remediate" },
);
const containers = (image: string) => ({ spec: { containers: [{ name: "main", image }] } });

let provider: StandInProvider;
const pack = packWriter();
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => {
  provider.close();
});

const preview = () => ({ command: "preview" as const, debugProviders: provider.debugProviders });

describe("several packs in one run", () => {
  it("are all asked, each with its own configuration", async () => {
    const [first, second] = ["first", "second"].map((name) => pack(onePolicy(NO_LATEST, { pack: name })));
    const result = await runEngine({
      ...preview(),
      program: project({ bad: pod("shop:latest") }),
      packs: [{ dir: first ?? "" }, { dir: second ?? "", config: { "no-latest": "advisory" } }],
    });
    const told = result.policyEvents.map((event) => [event.policyPackName, event.enforcementLevel]);
    expect(told.sort()).toEqual([
      ["first", "mandatory"],
      ["second", "advisory"],
    ]);
  });

  it("are joined to the one of the short form", async () => {
    const result = await runEngine({
      ...preview(),
      program: project({ bad: pod("shop:latest") }),
      packDir: pack(onePolicy(NO_LATEST, { pack: "short" })),
      packConfig: { "no-latest": "disabled" },
      packs: [{ dir: pack(onePolicy(NO_LATEST, { pack: "long" })) }],
    });
    expect(result.policyEvents.map((event) => event.policyPackName)).toEqual(["long"]);
  });
});

/** Tells that it was asked about a resource, and never answers: whoever kills it does so in the midst of a run. */
const HANGS = onePolicy(`validateResource: (args) => {
  if (args.name !== "web") return;
  require("node:fs").writeFileSync("asked", "");
  return new Promise(() => {});
}`);

async function killWhenAsked(pid: number, packDir: string): Promise<void> {
  while (!existsSync(join(packDir, "asked"))) await delay(20);
  process.kill(pid, "SIGKILL");
}

describe("the process of a pack", () => {
  it.each([
    ["language-host", "preview"],
    ["executable", "preview"],
    ["language-host", "up"],
    ["executable", "up"],
  ] as const)("is told, and the run fails when it is killed while it judges: %s, %s", async (boot, command) => {
    const before = provider.created.length;
    const packDir = pack(HANGS);
    const killed: Promise<void>[] = [];
    const result = await runEngine({
      boot,
      command,
      args: command === "up" ? ["--skip-preview"] : [],
      debugProviders: provider.debugProviders,
      program: project({ web: pod("shop:1") }),
      packDir,
      onPack: (pid) => killed.push(killWhenAsked(pid, packDir)),
    });
    await Promise.all(killed);
    expect(killed).toHaveLength(1);
    expect(result.output).toMatch(/failed to run policy: error reading from server: EOF/);
    expect(result.exitCode).not.toBe(0);
    expect(provider.created.slice(before)).toEqual([]);
  });

  it.each(["language-host", "executable"] as const)("may be killed at boot, too: %s", async (boot) => {
    const result = await runEngine({
      boot,
      command: "preview",
      program: project({}),
      packDir: pack(HANGS),
      onPack: (pid) => process.kill(pid, "SIGKILL"),
    });
    expect(result.output).toMatch(/policy pack.* (?:not started|failed to start)/);
    expect(result.exitCode).not.toBe(0);
  });

  it("is told anew for the update after a preview", async () => {
    const pids = new Set<number>();
    const result = await runEngine({
      command: "up",
      debugProviders: provider.debugProviders,
      program: project({ web: pod("shop:1") }),
      packDir: pack(onePolicy(NO_LATEST)),
      onPack: (pid) => pids.add(pid),
    });
    expect(result.exitCode).toBe(0);
    expect(pids.size).toBe(2);
  });
});

describe("a remediation", () => {
  it("tells the inputs before and after it", async () => {
    const result = await runEngine({
      ...preview(),
      program: project({ web: pod("shop:latest") }),
      packDir: pack(PINS),
    });
    expect(result.remediations).toEqual([
      {
        urn: "urn:pulumi:dev::harness::kubernetes:core/v1:Pod::web",
        policyName: "pins",
        policyPackName: "trivial",
        before: containers("shop:latest"),
        after: containers("shop@sha256:0"),
      },
    ]);
    expect(result.exitCode).toBe(0);
  });
});
