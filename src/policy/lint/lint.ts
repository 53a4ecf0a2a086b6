import type { WrittenPolicy } from "../load.ts";
import { formatPath } from "../problems.ts";
import type { LintInput, LintSeverity } from "./check.ts";
import { LINT_CHECKS } from "./checks.ts";

/** One thing that a valid document says and hardly means. The texts are safe to print and never hold a key's content. */
export interface LintFinding {
  /** The id of the check; docs/policy-lint.md explains each. */
  readonly check: string;
  readonly severity: LintSeverity;
  /** `signers.acme-ci.cosign.ref` */
  readonly path: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly message: string;
  /** What to write instead, one sentence or two. */
  readonly remedy: string;
}

/** Looks at a valid document, in the order of its lines. Pure, and judges no image. */
export function lintPolicy(
  { document, written, lineOf }: WrittenPolicy,
  { now, images }: Pick<LintInput, "now" | "images">,
): readonly LintFinding[] {
  const input = { document, written, now, ...(images && { images }) };
  const findings = LINT_CHECKS.flatMap(({ id, severity, find }) =>
    find(input).map(({ path, message, remedy }): LintFinding => {
      const line = lineOf(path);
      return { check: id, severity, path: formatPath(path), ...(line !== undefined && { line }), message, remedy };
    }),
  );
  return findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
