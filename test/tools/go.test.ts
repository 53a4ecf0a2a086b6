import { describe, expect, it } from "@jest/globals";
import { isRecentGo } from "./go.ts";

describe("the version of Go", () => {
  it.each([
    ["go1.26.8\n", true],
    ["go1.26", true],
    ["go1.27rc1", true],
    ["go2.0", true],
    ["devel go1.27-0a1b2c3 Tue Mar 3 10:00:00 2026", true],
    ["go1.25.9", false],
    ["go1.3", false],
    ["go0.99", false],
    ["", false],
    ["go", false],
    ["gox1.26", false],
  ])("%j is recent enough: %s", (printed, expected) => {
    expect(isRecentGo(printed)).toBe(expected);
  });
});
