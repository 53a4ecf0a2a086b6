import { describe, expect, it } from "@jest/globals";
import { guarded, unchangedOnFailure } from "../../src/pulumi/guarded.ts";

const FAILURES = [
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
] as const;

describe("a rule that fails", () => {
  it.each(FAILURES)(
    "and %s is a violation, neither a pass nor the end of the preview (law 3)",
    async (_, fail, name) => {
      const told: string[] = [];
      await guarded((message) => told.push(message), fail);
      expect(told).toEqual([expect.stringContaining(`internal-error: this rule failed (${name})`)]);
      expect(told[0]).not.toContain("surprise");
    },
  );

  it("and one that does not are told apart", async () => {
    const told: string[] = [];
    const report = (message: string) => void told.push(message);
    await guarded(report, () => {
      report("found");
    });
    expect(told).toEqual(["found"]);
  });
});

describe("a remediation that fails", () => {
  it.each([
    ["rejects", (): Promise<string | undefined> => Promise.reject(new RangeError("surprise"))],
    [
      "throws",
      (): Promise<string | undefined> => {
        throw new TypeError("surprise");
      },
    ],
  ])("and %s changes nothing", async (_, fail) => {
    expect(await unchangedOnFailure(fail)).toBeUndefined();
  });

  it("is told apart from one that works", async () => {
    expect(await unchangedOnFailure(() => Promise.resolve("new"))).toBe("new");
  });
});
