export type { LintCheck, LintInput, LintSeverity } from "./check.ts";
export { LINT_CHECKS } from "./checks.ts";
export { lintPolicy, type LintFinding } from "./lint.ts";
export { lintMarkdown } from "./markdown.ts";
