import type { ResourceValidationArgs } from "@pulumi/policy";
import { describe, expect, it } from "@jest/globals";
import { guarded } from "../../src/pulumi/guarded.ts";

const nothing = {} as ResourceValidationArgs;

describe("a rule that fails", () => {
  it.each([
    [
      "throws",
      () => {
        throw new TypeError("surprise");
      },
      "TypeError",
    ],
    ["rejects", () => Promise.reject(new RangeError("surprise")), "RangeError"],
    [
      "throws what is no error",
      () => {
        throw "surprise" as unknown as Error;
      },
      "string",
    ],
  ])(
    "and %s is a violation of the resource, neither a pass nor the end of the preview (law 3)",
    async (_, fail, name) => {
      const told: string[] = [];
      await guarded(fail)(nothing, (message) => told.push(message));
      expect(told).toEqual([expect.stringContaining(`internal-error: this rule failed (${name})`)]);
      expect(told[0]).not.toContain("surprise");
    },
  );

  it("and one that does not are told apart", async () => {
    const told: string[] = [];
    await guarded((_, report) => {
      report("found");
    })(nothing, (message) => told.push(message));
    expect(told).toEqual(["found"]);
  });
});
