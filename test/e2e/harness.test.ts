import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openStack, runEngine, startProvider, type StandInProvider } from "../engine/index.ts";
import { NO_LATEST, oneCallback, packWriter, pod, project } from "./trivial.ts";

jest.setTimeout(60_000);

const READS_IMAGE_URI = oneCallback(`(args) => {
  if (args.type === "aws:lambda/function:Function") args.props.imageUri.endsWith(":latest");
}`);
const TELLS_ITS_STACK = oneCallback(`(args, reportViolation) => {
  const { Config, getStack, runtime } = require("@pulumi/pulumi");
  const tag = new Config("harness").get("tag") ?? "no tag";
  if (args.type === "kubernetes:core/v1:Pod") reportViolation([getStack(), runtime.isDryRun(), tag].join(", "));
}`);
const NEVER_ANSWERS = oneCallback("() => new Promise(() => {})");

let provider: StandInProvider;
const pack = packWriter();

beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => {
  provider.close();
});

describe("a preview by the real engine", () => {
  it("fails with a mandatory violation that names its resource", async () => {
    const result = await runEngine({
      command: "preview",
      program: project({ good: pod("shop:1"), bad: pod("shop:latest") }),
      debugProviders: provider.debugProviders,
      packDir: pack(NO_LATEST),
    });
    expect(result.policyEvents).toEqual([
      {
        urn: "urn:pulumi:dev::harness::kubernetes:core/v1:Pod::bad",
        policyName: "no-latest",
        policyPackName: "trivial",
        enforcementLevel: "mandatory",
        severity: undefined,
        message: "Images have a tag.\nlatest: shop:latest",
      },
    ]);
    expect(result.output).toContain("latest: shop:latest");
    expect(result.exitCode).toBe(1);
  });

  it("hands the policy's level over from the policy config", async () => {
    const result = await runEngine({
      command: "preview",
      program: project({ bad: pod("shop:latest") }),
      debugProviders: provider.debugProviders,
      packDir: pack(NO_LATEST),
      packConfig: { "no-latest": "advisory" },
    });
    expect(result.policyEvents.map((event) => event.enforcementLevel)).toEqual(["advisory"]);
    expect(result.exitCode).toBe(0);
  });

  it("leaves what a repository will be called unknown to the pack", async () => {
    const image = "${repo.repositoryUrl}:v1";
    const result = await runEngine({
      command: "preview",
      program: project({
        repo: { type: "aws:ecr:Repository" },
        task: { type: "aws:lambda:Function", properties: { imageUri: image, role: "r" } },
      }),
      debugProviders: provider.debugProviders,
      packDir: pack(READS_IMAGE_URI),
    });
    expect(result.policyEvents.map((event) => [event.enforcementLevel, event.message])).toEqual([
      ["advisory", expect.stringContaining("can't be known during preview")],
    ]);
    expect(result.exitCode).toBe(0);
  });

  it("shows the program's own configuration to the program", async () => {
    const result = await runEngine({
      command: "preview",
      program: {
        name: "harness",
        runtime: "yaml",
        config: { tag: { type: "string" } },
        resources: { bad: pod("shop:${tag}") },
      },
      debugProviders: provider.debugProviders,
      packDir: pack(NO_LATEST),
      config: { tag: "latest" },
    });
    expect(result.exitCode).toBe(1);
  });

  it.each([
    ["preview", {}, "dev, true, no tag"],
    ["preview", { tag: "1" }, "dev, true, 1"],
    ["up", { tag: "1" }, "dev, false, 1"],
  ] as const)(
    "lets the pack see the stack, whether it is a dry run, and the configuration: %s %j",
    async (command, config, told) => {
      const result = await runEngine({
        command,
        args: command === "up" ? ["--skip-preview"] : [],
        program: project({ good: pod("shop:1") }),
        debugProviders: provider.debugProviders,
        packDir: pack(TELLS_ITS_STACK),
        config,
      });
      expect(result.policyEvents.map((event) => event.message)).toEqual([`Images have a tag.\n${told}`]);
    },
  );

  it("prints nothing about language hosts, which would end up in every report", async () => {
    const result = await runEngine({
      command: "preview",
      program: project({ good: pod("shop:1") }),
      debugProviders: provider.debugProviders,
      packDir: pack(NO_LATEST),
    });
    expect(result.diagnostics).toEqual([]);
    expect(result.stderr).toBe("");
  });
});

describe("an update by the real engine", () => {
  it.each([
    ["with its preview", []],
    ["without a preview", ["--skip-preview"]],
  ])("is blocked %s before the resource is created", async (_, args) => {
    const before = provider.created.length;
    const result = await runEngine({
      command: "up",
      args,
      program: project({ bad: pod("shop:latest") }),
      debugProviders: provider.debugProviders,
      packDir: pack(NO_LATEST),
    });
    expect(result.policyEvents.map((event) => event.policyName)).toContain("no-latest");
    expect(provider.created.slice(before)).toEqual([]);
    expect(result.exitCode).not.toBe(0);
  });

  it("creates what violates nothing, and the next one finds it in the stack's state", async () => {
    const before = provider.created.length;
    const stack = await openStack({
      program: project({ good: pod("shop:1") }),
      debugProviders: provider.debugProviders,
    });
    try {
      const packDir = pack(NO_LATEST);
      expect(await stack.run({ command: "up", packDir })).toMatchObject({ exitCode: 0, policyEvents: [] });
      expect((await stack.run({ command: "up", packDir })).output).toMatch(/2 unchanged/);
    } finally {
      stack.close();
    }
    expect(provider.created.slice(before)).toEqual(["urn:pulumi:dev::harness::kubernetes:core/v1:Pod::good"]);
  });
});

describe("a pack that does not come up", () => {
  it.each([
    ["without PulumiPolicy.yaml's runtime", "", "description: no runtime\n", /runtime/],
    ["with a PulumiPolicy.yaml that is no YAML", "", "runtime: [", /invalid YAML file/],
    ["whose code throws", 'throw new Error("broken at boot");', undefined, /broken at boot/],
    [
      "that exits before it serves",
      'process.stderr.write("no such node\\n"); process.exit(1);',
      undefined,
      /no such node/,
    ],
    ["that prints before its port", `console.log("hello");${NO_LATEST}`, undefined, /port/],
  ])("%s fails the preview with its reason instead of hanging", async (_, source, policyFile, reason) => {
    const result = await runEngine({ command: "preview", program: project({}), packDir: pack(source, policyFile) });
    expect(result.output).toMatch(reason);
    expect(result.exitCode).not.toBe(0);
  });

  it("fails the preview where its dependencies are not installed", async () => {
    const folder = pack(NO_LATEST);
    rmSync(join(folder, "node_modules"));
    const result = await runEngine({ command: "preview", program: project({}), packDir: folder });
    expect(result.output).toMatch(/npm install|not installed/);
    expect(result.exitCode).not.toBe(0);
  });

  it("that hangs is killed at the deadline", async () => {
    const packDir = pack(NEVER_ANSWERS);
    const run = runEngine({ command: "preview", program: project({}), packDir, timeoutMs: 5_000 });
    await expect(run).rejects.toThrow(/killed at its deadline/);
  });
});
