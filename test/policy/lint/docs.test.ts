import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { LINT_CHECKS } from "../../../src/policy/index.ts";
import { lintMarkdown } from "../../../src/policy/lint/index.ts";

const page = readFileSync(join(__dirname, "../../../docs/policy-lint.md"), "utf8");

it("docs/policy-lint.md is what the checks say (npm run docs writes it)", () => {
  expect(page).toContain(`<!-- checks -->\n\n${lintMarkdown(LINT_CHECKS)}\n<!-- /checks -->\n`);
});

it("every check has an id of its own, and says what it finds and why", () => {
  const ids = LINT_CHECKS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, finds, why } of LINT_CHECKS) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
    expect(finds).toMatch(/[^.]$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
  }
});
