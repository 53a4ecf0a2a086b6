import { canonical } from "../aliases.ts";
import type { WrittenPolicy } from "../load.ts";
import { formatPath, textOf, type PlaceOf } from "../problems.ts";
import type { LintInput, LintSeverity, Remark } from "./check.ts";
import { LINT_CHECKS } from "./checks.ts";

/** One thing that a valid document says and hardly means. The texts are safe to print and never hold a key's content. */
export interface LintFinding {
  /** The id of the check; docs/policy-lint.md explains each. */
  readonly check: string;
  readonly severity: LintSeverity;
  /** The file that it is in. */
  readonly source: string;
  /** `signers.acme-ci.cosign.ref` */
  readonly path: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly message: string;
  /** What to write instead, one sentence or two. */
  readonly remedy: string;
}

/** Looks at a valid document, in the order of its files and their lines. Pure, and judges no image. */
export function lintPolicy(
  { document, written, placeOf }: WrittenPolicy,
  { now, images }: Pick<LintInput, "now" | "images">,
): readonly LintFinding[] {
  const input = {
    document,
    written,
    now,
    ...(images && { images: images.map((image) => canonical(image, document)) }),
  };
  const findings = LINT_CHECKS.flatMap(({ id, severity, find }) =>
    find(input).map((remark) => ({ check: id, severity, ...found(remark, placeOf) })),
  );
  const isOther = ({ source }: LintFinding) => (source === document.source ? 0 : 1);
  return findings.sort(
    (a, b) => isOther(a) - isOther(b) || a.source.localeCompare(b.source, "en") || (a.line ?? 0) - (b.line ?? 0),
  );
}

function found({ path, message, remedy }: Remark, placeOf: PlaceOf): Omit<LintFinding, "check" | "severity"> {
  const { source, path: own, line } = placeOf(path);
  const text = textOf(message, source, placeOf);
  return { source, path: formatPath(own), ...(line !== undefined && { line }), message: text, remedy };
}
