import { styleText } from "node:util";
import type { LintFinding, LintSeverity, PolicyDocument } from "../../policy/index.ts";
import { printable } from "../../reference/index.ts";

export interface LintReport {
  readonly policy: Pick<PolicyDocument, "source" | "digest">;
  readonly findings: readonly LintFinding[];
}

/** As version 1 of the public JSON. */
export function lintJson({ policy: { source, digest }, findings }: LintReport): string {
  const text = JSON.stringify({ version: 1, policy: { source, digest }, findings }, undefined, 2);
  // The same JSON, without what a build service would obey that reads along.
  return `${text.replaceAll("##", "\\u0023#")}\n`;
}

const COLOURS = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<LintSeverity, string>;

/** For people: three lines a finding, and how many there are. */
export function lintText({ policy, findings }: LintReport, colour: boolean): string {
  const source = printable(policy.source);
  if (findings.length === 0) return `${source}: nothing to mend.\n`;
  const texts = findings.map((finding) => findingText(finding, colour));
  return `${texts.join("")}\n${summary(findings)}\n`;
}

function findingText(finding: LintFinding, colour: boolean) {
  const { check, severity, path, line, message, remedy } = finding;
  const source = printable(finding.source);
  const word = colour ? styleText(COLOURS[severity], severity, { validateStream: false }) : severity;
  const place = line === undefined ? source : `${source}:${line}`;
  return `${place}: ${word} [${check}] ${printable(path)}\n    ${printable(message)}\n    ${printable(remedy)}\n`;
}

function summary(findings: readonly LintFinding[]): string {
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}${length === 1 ? "" : "s"}`];
  });
  return `${counts.join(", ")}.`;
}
