import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { patternContains } from "../../../src/policy/lint/contains.ts";
import { compareSpecificity, patternMatches, patternsOverlap } from "../../../src/policy/match.ts";
import { parseMatchPattern } from "../../../src/policy/match-pattern.ts";
import { patterns, repositories } from "../arbitrary.ts";
import { repositoryOf } from "../repository.ts";

const read = patterns.map(parseMatchPattern);
const repository = repositories.map(repositoryOf);

describe("a pattern contains another one", () => {
  it("only if it matches whatever the other one matches", () => {
    fc.assert(
      fc.property(read, read, fc.array(repository, { maxLength: 30 }), (a, b, some) => {
        fc.pre(patternContains(a, b));
        for (const one of some) expect(patternMatches(a, one) || !patternMatches(b, one)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("and is then never the more specific one, so that no rule is hidden by a single other one", () => {
    fc.assert(
      fc.property(read, read, (a, b) => {
        fc.pre(patternContains(a, b));
        expect(patternsOverlap(a, b)).toBe(true);
        expect(compareSpecificity(a, b)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["r.example/a/*", "r.example/a/b", true],
    ["r.example/a/*", "r.example/a/b-*", true],
    ["r.example/a/b-*", "r.example/a/*", false],
    ["r.example/a/*", "r.example/a/b/c", false],
    ["r.example/a/**", "r.example/a/b/c", true],
    ["r.example/a/**", "r.example/a/b/**", true],
    ["r.example/a/**", "r.example/a", false],
    ["r.example/a/*", "r.example/a/**", false],
    ["*.r.example/a", "b.r.example/a", true],
    ["b.r.example/a", "*.r.example/a", false],
  ])("%s contains %s: %s", (a, b, expected) => {
    expect(patternContains(parseMatchPattern(a), parseMatchPattern(b))).toBe(expected);
  });
});
