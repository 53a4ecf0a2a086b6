import type { LintCheck } from "./check.ts";

/** The checks as docs/policy-lint.md shows them; a test compares the page with this text. */
export function lintMarkdown(checks: readonly LintCheck[]): string {
  return checks.map(section).join("\n");
}

function section({ id, severity, finds, why, needsImages }: LintCheck): string {
  const condition = needsImages === true ? ", only where images were named" : "";
  return `### ${id}\n\n**${severity}${condition}:** ${finds}.\n\n${why}\n`;
}
