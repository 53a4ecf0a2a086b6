import { describe, expect, it } from "@jest/globals";
import { runCommand } from "./command.ts";

const LONG_MS = 30_000;
const node = (code: string, timeoutMs = LONG_MS, onOutput?: (text: string) => void) =>
  runCommand(process.execPath, ["-e", code], { timeoutMs, ...(onOutput === undefined ? {} : { onOutput }) });

describe("a command", () => {
  it("ends with its exit code and both streams apart", async () => {
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(result).toMatchObject({ exitCode: 3, timedOut: false, stdout: "out\n", stderr: "err\n" });
    expect(result.output).toHaveLength(8);
  });

  it("is shown while it runs", async () => {
    const seen: string[] = [];
    await node('process.stdout.write("now")', LONG_MS, (text) => seen.push(text));
    expect(seen).toEqual(["now"]);
  });

  it("rejects where the program does not exist", async () => {
    await expect(runCommand("/nowhere/at-all", [], { timeoutMs: LONG_MS })).rejects.toThrow(/ENOENT/);
  });

  it("that never ends is killed at its deadline", async () => {
    const result = await node("setInterval(() => {}, 1000)", 200);
    expect(result).toMatchObject({ exitCode: undefined, timedOut: true });
  });

  it("that another signal ended is not taken for one that ran out of time", async () => {
    const result = await node('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)');
    expect(result).toMatchObject({ exitCode: undefined, timedOut: false });
  });

  it("leaves no signal handler behind", async () => {
    const before = process.listenerCount("SIGINT");
    await node("");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});
