import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Status } from "../../src/policy/index.ts";
import { exitCode } from "../../src/report/index.ts";
import { reportOf, STATUSES, verdictOn } from "./verdicts.ts";

const codeOf = (statuses: readonly Status[]) => exitCode(reportOf(...statuses.map((status) => verdictOn("a", status))));

describe("the exit code of a report", () => {
  it.each<[Status, number]>([
    ["accepted", 0],
    ["exempt", 0],
    ["rejected", 1],
    ["undetermined", 3],
    ["unknown", 3],
  ])("%s alone is %i, and is not lifted by what was accepted beside it", (status, code) => {
    expect(codeOf([status])).toBe(code);
    expect(codeOf(["accepted", status])).toBe(code);
    expect(codeOf([status, "exempt"])).toBe(code);
  });

  it("is 0 only where everything passed, and 1 wherever something is rejected (law 3)", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { minLength: 1 }), (statuses) => {
        const passed = statuses.every((status) => status === "accepted" || status === "exempt");
        const expected = statuses.includes("rejected") ? 1 : passed ? 0 : 3;
        expect(codeOf(statuses)).toBe(expected);
      }),
    );
  });
});
