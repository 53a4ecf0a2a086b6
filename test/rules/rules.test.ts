import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ruleOf, rules, rulesMarkdown, type RuleId } from "../../src/rules/index.ts";

it("docs/rules.md is what the rules say (npm run docs writes it)", () => {
  expect(readFileSync(join(__dirname, "../../docs/rules.md"), "utf8")).toBe(rulesMarkdown(rules));
});

describe("every rule", () => {
  it.each(rules)("$id says what, why and what to do, in one line each", (rule) => {
    for (const text of [rule.title, rule.why, rule.remedy]) {
      expect(text).toMatch(/^\S.*[.…]$/);
    }
    expect(ruleOf(rule.id)).toBe(rule);
  });

  it("has an identifier of its own", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});

it("only what a preview cannot know, what nobody judged, what a lock says, and what is about no image, is advisory by default", () => {
  expect(rules.filter(({ level }) => level === "advisory").map(({ id }) => id)).toEqual([
    "image-known",
    "image-lock",
    "image-unlisted",
    "registry-immutable",
  ]);
});

it("an identifier outside the table is a defect, not a rule that finds nothing", () => {
  expect(() => ruleOf("image-nothing" as RuleId)).toThrow("not in the table");
});
