import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { coverageMarkdown } from "../../src/discover/coverage.ts";

it("docs/coverage.md says what the catalog says: npm run docs was run", () => {
  const page = readFileSync(join(__dirname, "../../docs/coverage.md"), "utf8");
  expect(page === coverageMarkdown()).toBe(true);
});
