// Writes the pages that are generated from the code; a test compares them.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { rules, rulesMarkdown } = createRequire(import.meta.url)("../dist/src/rules/index.js");
writeFileSync(new URL("../docs/rules.md", import.meta.url), rulesMarkdown(rules));

const { coverageMarkdown } = createRequire(import.meta.url)("../dist/src/discover/coverage.js");
writeFileSync(new URL("../docs/coverage.md", import.meta.url), coverageMarkdown());
