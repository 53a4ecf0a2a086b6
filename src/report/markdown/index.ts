import { rules } from "../../rules/index.ts";
import { entriesOf, liftedEntries, shownImage, WEIGHT_WORDS, worstFirst, type Entry, type Weight } from "../entries.ts";
import { countLine } from "../pretty/index.ts";
import { inputLines } from "../pretty/inputs.ts";
import { exitCode, type Report } from "../report.ts";
import { offerOf } from "../text.ts";
import { code, prose } from "./markdown-text.ts";
import { Paper } from "./paper.ts";

/** By which a later run finds the comment to update. */
const MARKER = "<!-- digestbound -->";

/** GitHub takes no longer comment; counted in bytes, which are never fewer than its characters. */
export const LONGEST_COMMENT = 65_536;

/** Is kept from the table for what follows it. */
const FOR_DETAILS = 16_000;

const MARKS = { error: "❌", warning: "⚠️", note: "ℹ️" } as const satisfies Record<Weight, string>;

/** A comment on a pull request, or a summary of a job: the worst first, and no more than GitHub takes. */
export function markdownReport(report: Report): string {
  const entries = worstFirst(entriesOf(report));
  const paper = new Paper(LONGEST_COMMENT);
  paper.write([MARKER, `### ${headline(report)}`, "", prose(countLine(report)), ...policyLine(report)]);
  paper.list(entries.map(row), {
    before: ["", "| | image | where | finding |", "| --- | --- | --- | --- |"],
    after: (left) =>
      left === 0 ? [] : ["", `${left} more ${left === 1 ? "finding is" : "findings are"} not shown here.`],
    spare: FOR_DETAILS,
  });
  details(paper, "Why this matters, and what to do", explanations(entries));
  const lifted = liftedEntries(report);
  details(paper, `Exempt findings: ${lifted.length}`, lifted.map(liftedItem));
  details(
    paper,
    "Files",
    report.inputs === undefined
      ? []
      : inputLines(report.inputs, { detail: "normal" }).map((line) => `- ${prose(line.trim())}`),
  );
  return paper.text();
}

function headline(report: Report): string {
  const { verdicts } = report;
  const code = exitCode(report);
  if (code === 1) return "❌ digestbound: rejected";
  if (code === 3) return "⚠️ digestbound: could not be judged";
  return verdicts.length === 0 ? "⚠️ digestbound: nothing was checked" : "✅ digestbound: accepted";
}

function policyLine({ policy, at }: Report): readonly string[] {
  const asOf = at === undefined ? "" : ` as of ${at.toISOString()}`;
  const by =
    policy === undefined ? "No policy document." : `Judged by ${code(policy.source)} (${code(policy.digest)})${asOf}.`;
  return ["", by];
}

function row({ weight, rule, message, place, verdict, finding, remedy }: Entry): string {
  const image = verdict && shownImage(verdict);
  const offer = verdict && finding && offerOf(verdict, finding);
  const use = offer && `${offer.isWhole ? "Use" : "Add the digest"} ${code(offer.write)} (${prose(offer.about)})`;
  const instead = remedy?.split("\n").map(code) ?? [];
  const said = [
    `**${code(rule)}** ${message.split("\n").map(prose).join("<br>")}`,
    ...(use === undefined ? [] : [use]),
    ...instead,
  ];
  const cells = [
    `${MARKS[weight]} ${WEIGHT_WORDS[weight]}`,
    image === undefined ? "" : code(image),
    place === undefined ? "" : where(place),
  ];
  return `| ${[...cells, said.join("<br>")].join(" | ")} |`;
}

function where({ file, line, resource, path }: NonNullable<Entry["place"]>): string {
  const at = [file, line].filter((one) => one !== undefined).join(":");
  const inside = [resource, path].filter((part) => part !== "").join(", ");
  return at === "" ? code(inside) : `${code(at)}<br>${code(inside)}`;
}

function explanations(entries: readonly Entry[]): readonly string[] {
  const told = new Set(entries.map(({ rule }) => rule));
  return rules
    .filter(({ id }) => told.has(id))
    .map(({ id, why, remedy }) => `- ${code(id)}: ${prose(why)} **What to do:** ${prose(remedy)}`);
}

function liftedItem({ rule, message, verdict, place, lifted }: Entry): string {
  const image = verdict && shownImage(verdict);
  const { because = "", owner = "", until = "" } = lifted?.exemption ?? {};
  const subject = image ?? place?.path ?? "";
  return `- ${code(rule)} of ${code(subject)}: ${prose(message)} Until ${prose(until)} by ${code(owner)}: ${prose(because)}`;
}

function details(paper: Paper, summary: string, items: readonly string[]): void {
  if (items.length === 0) return;
  paper.list(items, {
    before: ["", `<details><summary>${summary}</summary>`, ""],
    after: (left) => [...(left === 0 ? [] : [`- ${left} more`]), "", "</details>"],
    spare: 0,
  });
}
