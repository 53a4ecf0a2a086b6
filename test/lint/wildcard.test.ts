import { expect, it } from "@jest/globals";
import { matchesWildcard } from "../../src/lint/wildcard.ts";

it.each([
  ["v1", "v1", true],
  ["v1", "v12", false],
  ["v*", "v1", true],
  ["v*", "v", true],
  ["*", "", true],
  ["*-dev", "a-dev", true],
  ["*-dev", "a-dev2", false],
  ["a*b*c", "axbyc", true],
  ["a*b*c", "acb", false],
  ["ab*ba", "aba", false],
  ["a*b*b", "ab", false],
  ["a**c", "abc", true],
  [".*", "x", false],
])("%s on %s: %s", (pattern, text, expected) => {
  expect(matchesWildcard(pattern, text)).toBe(expected);
});
