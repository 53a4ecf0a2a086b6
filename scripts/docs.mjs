// Writes the pages that are generated from the code; a test compares them.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { rules, rulesMarkdown } = createRequire(import.meta.url)("../dist/src/rules/index.js");
writeFileSync(new URL("../docs/rules.md", import.meta.url), rulesMarkdown(rules));

const { coverageMarkdown } = createRequire(import.meta.url)("../dist/src/discover/coverage.js");
writeFileSync(new URL("../docs/coverage.md", import.meta.url), coverageMarkdown());

const { LINT_CHECKS, lintMarkdown } = createRequire(import.meta.url)("../dist/src/policy/lint/index.js");
const lintPage = new URL("../docs/policy-lint.md", import.meta.url);
const [before, , after] = readFileSync(lintPage, "utf8").split(/^<!-- \/?checks -->\n/m);
writeFileSync(lintPage, `${before}<!-- checks -->\n\n${lintMarkdown(LINT_CHECKS)}\n<!-- /checks -->\n${after}`);
