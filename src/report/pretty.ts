import { styleText } from "node:util";
import type { Verdict } from "../gate/index.ts";
import { told, type LevelsNow, type Status, type ToldFinding } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import { count, countLifted, exitCode, passes, type Report } from "./report.ts";
import type { Look } from "./style.ts";
import { liftedText, Narrator, throughText } from "./text.ts";

const marks = { accepted: "✓", exempt: "○", rejected: "✗", undetermined: "?", unknown: "?" } as const;
const colours = {
  accepted: "green",
  exempt: "green",
  rejected: "red",
  undetermined: "yellow",
  unknown: "yellow",
} as const satisfies Record<Status, string>;

/** The report for people. */
export function prettyReport(report: Report, { colour }: Look): string {
  const { levels, at } = report;
  const narrator = new Narrator(levels);
  const asOf = at === undefined ? [] : [`As of ${at.toISOString()}, and not of this moment:`];
  const blocks = report.verdicts.map((verdict) => block(verdict, levels, narrator, colour));
  const notes = report.findings.map(({ rule, message }) => `note[${rule}]: ${message}`);
  return `${[...asOf, ...blocks, ...notes, summary(report)].join("\n\n")}\n`;
}

function block(verdict: Verdict, levels: LevelsNow, narrator: Narrator, colour: boolean): string {
  const { image, use } = verdict;
  const name = image === null || use.secret === true ? "an image" : printable(image);
  const head = paint(`${marks[verdict.status]} ${verdict.status}`, colours[verdict.status], colour);
  const signers = verdict.signers.map(({ signer, identity }) => `  signed by ${signer} (${identity})`);
  const attestations = (verdict.attestations ?? []).map(
    ({ type, signer: { signer, identity } }) => `  ${type} attested by ${signer} (${identity})`,
  );
  const through = verdict.through === undefined ? [] : [`  ${throughText(verdict.through)}`];
  const lifted = (verdict.lifted ?? []).map((one) => `  exempt: ${liftedText(verdict, one)}`);
  const { findings, switchedOff } = told(verdict, levels);
  const texts = findings.map((finding) => findingText(verdict, finding, narrator));
  const hidden =
    switchedOff.length === 0 ? [] : [`  not shown, because the policy switches it off: ${switchedOff.join(", ")}`];
  return [`${head}  ${name}`, ...signers, ...through, ...attestations, ...lifted, ...texts, ...hidden].join("\n");
}

function findingText(verdict: Verdict, finding: ToldFinding, narrator: Narrator): string {
  const { rule, severity, level } = finding;
  const word = level === "mandatory" ? "error" : level;
  const [first, ...rest] = narrator.tell(verdict, finding).split("\n");
  return [`  ${word}[${rule}] (${severity}) ${first ?? ""}`, ...rest.map((line) => `  ${line}`)].join("\n");
}

function summary(report: Report): string {
  const { verdicts } = report;
  const words: readonly Status[] = ["accepted", "rejected", "undetermined", "unknown", "exempt"];
  const counts = words.map((status) => [status, count(verdicts, status)] as const).filter(([, many]) => many > 0);
  const lifted = countLifted(verdicts);
  const exempt = lifted === 0 ? "" : ` Exemptions lifted ${lifted} ${lifted === 1 ? "finding" : "findings"}.`;
  const isAdvice = exitCode(report) === 0 && !verdicts.every(passes);
  const advice = isAdvice ? " By the levels of the policy none of that is mandatory." : "";
  return `${verdicts.length} checked: ${counts.map(([status, many]) => `${many} ${status}`).join(", ")}.${exempt}${advice}`;
}

function paint(text: string, format: "green" | "red" | "yellow", colour: boolean): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}
