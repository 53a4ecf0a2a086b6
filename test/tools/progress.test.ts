import { describe, expect, it } from "@jest/globals";
import { formatElapsed, withProgress } from "./progress.ts";

const terminal = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
};

describe("elapsed time", () => {
  it.each([
    [0, "0s"],
    [999, "0s"],
    [59_999, "59s"],
    [60_000, "1m 00s"],
    [125_000, "2m 05s"],
    [3_600_000, "60m 00s"],
  ])("of %d ms reads %s", (milliseconds, expected) => {
    expect(formatElapsed(milliseconds)).toBe(expected);
  });
});

describe("progress", () => {
  it.each([
    [false, /^Building\nBuilding done in \d+s\n$/],
    [true, /^Building\r\u001b\[KBuilding done in \d+s\n$/],
  ])("with a terminal (%s) begins and ends with a line", async (isTTY, expected) => {
    const to = terminal(isTTY);
    await expect(withProgress("Building", () => Promise.resolve(7), to)).resolves.toBe(7);
    expect(to.written.join("")).toMatch(expected);
  });

  it("says that a step failed, and hands its error on", async () => {
    const to = terminal(false);
    const step = (): Promise<never> => Promise.reject(new Error("no disk"));
    await expect(withProgress("Building", step, to)).rejects.toThrow("no disk");
    expect(to.written.join("")).toMatch(/^Building\nBuilding failed after \d+s\n$/);
  });
});
