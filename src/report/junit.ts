import type { Verdict } from "../gate/index.ts";
import { entriesAbout, generalEntry, offerSentence, shownImage, WEIGHT_WORDS, type Entry } from "./entries.ts";
import { countLine } from "./pretty/index.ts";
import { blocks, type Report } from "./report.ts";
import { liftedText } from "./text.ts";
import { xmlAttribute as attribute, xmlText } from "./xml-text.ts";

/** What was skipped is told of so many files, and of the rest the number. */
const SKIPPED = 100;

type Outcome = "passed" | "failure" | "error" | "skipped";

interface Case {
  readonly name: string;
  readonly outcome: Outcome;
  /** In few words, and whole. */
  readonly message: string;
  readonly text: string;
}

/**
 * JUnit's XML, of the elements that Jenkins' xUnit plugin describes in junit-10.xsd: a suite for each file or resource, a case for each
 * use. A case fails exactly where it fails the run: `failure` for what is rejected, `error` for what nobody could find out.
 */
export function junitReport(report: Report): string {
  const suites = [...usesBySuite(report), ...others(report)];
  const all = suites.flatMap(([, cases]) => cases);
  const body = suites.map(([name, cases]) => suiteXml(name, cases));
  const root = `<testsuites name="digestbound" tests="${all.length}" failures="${numberOf(all, "failure")}" errors="${numberOf(all, "error")}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', root, ...body, "</testsuites>", ""].join("\n");
}

function usesBySuite(report: Report): readonly (readonly [string, readonly Case[]])[] {
  const suites = new Map<string, Case[]>();
  for (const verdict of report.verdicts) {
    const { file, resource } = verdict.use.place;
    const name = file ?? resource;
    const cases = suites.get(name) ?? [];
    suites.set(name, cases);
    cases.push(useCase(verdict, report));
  }
  return [...suites];
}

function useCase(verdict: Verdict, { levels }: Report): Case {
  const { file, line, column, resource, path } = verdict.use.place;
  const entries = entriesAbout(verdict, levels);
  const where = [file, line, column].filter((one) => one !== undefined).join(":");
  const lifted = (verdict.lifted ?? []).map((one) => `exempt: ${liftedText(verdict, one)}`);
  const text = [`${verdict.status}${where === "" ? "" : ` at ${where}`}`, ...entries.map(entryText), ...lifted].join(
    "\n",
  );
  const name = [...(file === undefined ? [] : [resource]), path].filter((part) => part !== "").join(" ");
  const image = shownImage(verdict);
  return {
    name: image === undefined ? name : `${name}: ${image}`,
    outcome: outcomeOf(verdict, blocks(verdict, levels)),
    message: entries.map(({ rule, message }) => `${rule}: ${message}`).join(" "),
    text,
  };
}

function outcomeOf({ status }: Verdict, isBlocking: boolean): Outcome {
  if (!isBlocking) return "passed";
  return status === "undetermined" || status === "unknown" ? "error" : "failure";
}

function entryText(entry: Entry): string {
  const { weight, rule, severity, message, remedy } = entry;
  const offer = offerSentence(entry);
  const said = [`${WEIGHT_WORDS[weight]}[${rule}] (${severity}) ${message}`, offer && `  ${offer}`, remedy];
  return said.filter((one) => one !== undefined).join("\n");
}

/** What is about no use, what was skipped, and, where nothing was checked, that nothing was (law 3). */
function others({ verdicts, findings, inputs, ...report }: Report): readonly (readonly [string, readonly Case[]])[] {
  const general = findings.map((finding): Case => {
    const entry = generalEntry(finding);
    const { file, line, resource = "", path = "" } = finding.place ?? {};
    const where = [[file, line].filter((one) => one !== undefined).join(":"), resource, path];
    const name = [finding.rule, finding.reason, ...where].filter((part) => part !== "").join(" ");
    const text = entryText(entry);
    return { name, outcome: finding.level === "mandatory" ? "failure" : "passed", message: finding.message, text };
  });
  const skipped = inputs?.skipped ?? [];
  const files = skipped.slice(0, SKIPPED).map(({ file, why }) => skippedCase(file, `${file} ${why}`));
  const more =
    skipped.length > SKIPPED ? [skippedCase("more files", `${skipped.length - SKIPPED} more files were skipped.`)] : [];
  const nothing = verdicts.length > 0 ? [] : [skippedCase("image uses", countLine({ verdicts, findings, ...report }))];
  const suites = [["digestbound", [...nothing, ...general]] as const, ["skipped files", [...files, ...more]] as const];
  return suites.filter(([, cases]) => cases.length > 0);
}

function skippedCase(name: string, message: string): Case {
  return { name, outcome: "skipped", message, text: "" };
}

function suiteXml(name: string, cases: readonly Case[]): string {
  const numbers = (["failure", "error", "skipped"] as const).map((outcome) => numberOf(cases, outcome));
  const [failures = 0, errors = 0, skipped = 0] = numbers;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
  const body = cases.map((one) => caseXml(name, one));
  return [`  <testsuite name=${attribute(name)} ${counts} time="0">`, ...body, "  </testsuite>"].join("\n");
}

function caseXml(suite: string, { name, outcome, message, text }: Case): string {
  const head = `    <testcase name=${attribute(name)} classname=${attribute(suite)} time="0">`;
  return `${head}${outcomeXml(outcome, message, text)}</testcase>`;
}

function outcomeXml(outcome: Outcome, message: string, text: string): string {
  switch (outcome) {
    case "passed":
      return `<system-out>${xmlText(text)}</system-out>`;
    case "skipped":
      return `<skipped message=${attribute(message)}/>`;
    case "failure":
      return `<failure type="rejected" message=${attribute(message)}>${xmlText(text)}</failure>`;
    case "error":
      return `<error type="undetermined" message=${attribute(message)}>${xmlText(text)}</error>`;
  }
}

function numberOf(cases: readonly Case[], outcome: Outcome): number {
  return cases.filter((one) => one.outcome === outcome).length;
}
