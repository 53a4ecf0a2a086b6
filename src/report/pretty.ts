import { styleText } from "node:util";
import type { Verdict } from "../gate/index.ts";
import { counts, type Finding, type Status } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import { count, type Report } from "./report.ts";
import { liftedText, Narrator, throughText } from "./text.ts";

const marks = { accepted: "✓", exempt: "○", rejected: "✗", undetermined: "?", unknown: "?" } as const;
const colours = {
  accepted: "green",
  exempt: "green",
  rejected: "red",
  undetermined: "yellow",
  unknown: "yellow",
} as const satisfies Record<Status, string>;

/** The report for people. `colour` is decided by whoever knows the stream (NO_COLOR, a pipe, --no-color). */
export function prettyReport(report: Report, colour: boolean): string {
  const narrator = new Narrator();
  const blocks = report.verdicts.map((verdict) => block(verdict, narrator, colour));
  const notes = report.findings.map(({ rule, message }) => `note[${rule}]: ${message}`);
  return `${[...blocks, ...notes, summary(report)].join("\n\n")}\n`;
}

function block(verdict: Verdict, narrator: Narrator, colour: boolean): string {
  const { image, use } = verdict;
  const name = image === null || use.secret === true ? "an image" : printable(image);
  const head = paint(`${marks[verdict.status]} ${verdict.status}`, colours[verdict.status], colour);
  const signers = verdict.signers.map(({ signer, identity }) => `  signed by ${signer} (${identity})`);
  const attestations = (verdict.attestations ?? []).map(
    ({ type, signer: { signer, identity } }) => `  ${type} attested by ${signer} (${identity})`,
  );
  const through = verdict.through === undefined ? [] : [`  ${throughText(verdict.through)}`];
  const lifted = (verdict.lifted ?? []).map((one) => `  exempt: ${liftedText(verdict, one)}`);
  const findings = verdict.findings.map((finding) => findingText(verdict, finding, narrator));
  return [`${head}  ${name}`, ...signers, ...through, ...attestations, ...lifted, ...findings].join("\n");
}

function findingText(verdict: Verdict, finding: Finding, narrator: Narrator): string {
  const { severity } = finding;
  const [first, ...rest] = narrator.tell(verdict, finding).split("\n");
  const kind = counts(finding) ? "error" : "note";
  return [`  ${kind}[${finding.rule}] (${severity}) ${first ?? ""}`, ...rest.map((line) => `  ${line}`)].join("\n");
}

function summary({ verdicts }: Report): string {
  const words: readonly Status[] = ["accepted", "rejected", "undetermined", "unknown", "exempt"];
  const counts = words.map((status) => [status, count(verdicts, status)] as const).filter(([, many]) => many > 0);
  return `${verdicts.length} checked: ${counts.map(([status, many]) => `${many} ${status}`).join(", ")}.`;
}

function paint(text: string, format: "green" | "red" | "yellow", colour: boolean): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}
