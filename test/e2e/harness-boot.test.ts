import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { runEngine, startProvider, type StandInProvider } from "../engine/index.ts";
import { NO_LATEST, oneCallback, packWriter, pod, project } from "./trivial.ts";

jest.setTimeout(60_000);

/** The parent tells who started the pack: the language host, or the engine itself. */
const TELLS_ITS_BOOT = oneCallback(`(args, reportViolation) => {
  if (args.type !== "kubernetes:core/v1:Pod") return;
  const { execFileSync } = require("node:child_process");
  const parent = execFileSync("ps", ["-o", "args=", "-p", String(process.ppid)], { encoding: "utf8" });
  const { getProject, getStack, runtime } = require("@pulumi/pulumi");
  const stack = [getProject(), getStack(), runtime.isDryRun()].join(", ");
  reportViolation([parent.split(" ")[0].split("/").pop(), stack, process.version].join("; "));
}`);

let provider: StandInProvider;
const pack = packWriter();
beforeAll(async () => {
  provider = await startProvider();
});
afterAll(() => {
  provider.close();
});

const run = (command: "preview" | "up", packDir: string, program: object) =>
  runEngine({
    boot: "executable",
    command,
    args: command === "up" ? ["--skip-preview"] : [],
    debugProviders: provider.debugProviders,
    packDir,
    program,
  });

describe("a pack that the engine starts", () => {
  it("through the language host, runs below it", async () => {
    const { debugProviders } = provider;
    const program = project({ web: pod("shop:1") });
    const { policyEvents } = await runEngine({
      command: "preview",
      debugProviders,
      packDir: pack(TELLS_ITS_BOOT),
      program,
    });
    const told = `pulumi-language-nodejs; harness, dev, true; ${process.version}`;
    expect(policyEvents.map(({ message }) => message)).toEqual([`Images have a tag.\n${told}`]);
  });

  it.each([
    ["preview", true],
    ["up", false],
  ] as const)("through the executable, runs below the engine and sees its stack: %s", async (command, dryRun) => {
    const { policyEvents } = await run(command, pack(TELLS_ITS_BOOT), project({ web: pod("shop:1") }));
    const told = `pulumi; harness, dev, ${dryRun}; ${process.version}`;
    expect(policyEvents.map(({ message }) => message)).toEqual([`Images have a tag.\n${told}`]);
  });

  it("through the executable, judges as it does elsewhere and nothing is printed about it", async () => {
    const result = await run("preview", pack(NO_LATEST), project({ good: pod("shop:1"), bad: pod("shop:latest") }));
    expect(result.policyEvents.map(({ message }) => message)).toEqual(["Images have a tag.\nlatest: shop:latest"]);
    expect(result.diagnostics.map(({ message }) => message)).toEqual(["error: preview failed"]);
    expect(result.stderr).toBe("");
    expect(result.exitCode).not.toBe(0);
  });

  it("through the executable, fails the preview where it throws at boot", async () => {
    const result = await run("preview", pack('throw new Error("broken at boot");'), project({}));
    expect(result.output).toMatch(/broken at boot/);
    expect(result.exitCode).not.toBe(0);
  });
});
