import { describe, expect, it } from "@jest/globals";
import { formats, PLAIN, type Report, type Style } from "../../src/report/index.ts";
import { conforming } from "../schema/schema.ts";
import { junitObjections, sarifObjections } from "./public-schemas.ts";
import { emptyReport, richReport } from "./rich.ts";
import { reportOf, verdictOn } from "./verdicts.ts";

const STYLE: Style = { ...PLAIN, version: "1.2.3", docs: "https://docs.example" };

const REPORTS: readonly (readonly [string, Report])[] = [
  ["everything that there is", richReport()],
  ["nothing", emptyReport()],
  ["no policy document", { ...richReport(), policy: undefined }],
  ["references that were named by themselves", reportOf(verdictOn("ghcr.io/acme/web:1", "rejected"))],
];

describe.each(REPORTS)("a report of %s", (_, report) => {
  it.each([
    ["", STYLE],
    [" without an address of the documentation", { ...PLAIN, version: "1.2.3" }],
  ])("is SARIF 2.1.0%s", (_name, style) => {
    expect(sarifObjections(JSON.parse(formats.sarif(report, style)))).toEqual([]);
  });

  it("is JUnit's XML, and counts what it holds", () => {
    expect(junitObjections(formats.junit(report))).toEqual([]);
  });

  it("is what schema/report-1.json says", () => {
    conforming("report-1.json", formats.json(report));
  });
});

describe("the schemas object to", () => {
  const sarif = JSON.parse(formats.sarif(richReport(), STYLE)) as { runs: [{ results: Record<string, unknown>[] }] };
  const changed = (change: (result: Record<string, unknown>) => void) => {
    const copy = structuredClone(sarif);
    copy.runs[0].results.slice(0, 1).forEach(change);
    return copy;
  };

  it.each<[string, (result: Record<string, unknown>) => void]>([
    ["a result without a message", (result) => delete result["message"]],
    ["a level that is none", (result) => (result["level"] = "fatal")],
    ["a member that SARIF does not know", (result) => (result["verdict"] = "rejected")],
    ["a line 0", (result) => (result["locations"] = [{ physicalLocation: { region: { startLine: 0 } } }])],
  ])("%s", (_, change) => {
    expect(sarifObjections(changed(change))).not.toEqual([]);
  });

  it.each([
    ["another root", (xml: string) => xml.replaceAll("testsuites", "tests")],
    ["an attribute", (xml: string) => xml.replace("classname=", "file=")],
    ["an element", (xml: string) => xml.replaceAll("system-out", "output")],
    ["a suite without a name", (xml: string) => xml.replace("testsuite name=", "testsuite id=")],
    ["a wrong count", (xml: string) => xml.replace('failures="1"', 'failures="2"')],
  ])("%s", (_, change) => {
    expect(junitObjections(change(formats.junit(richReport())))).not.toEqual([]);
  });

  it.each([
    ["an element that stays open", (xml: string) => xml.replace("</testcase>", "")],
    ["a bare ampersand", (xml: string) => xml.replace("rejected at", "rejected & at")],
    ["NUL", (xml: string) => xml.replace("rejected at", "rejected \u0000 at")],
  ])("XML with %s", (_, change) => {
    expect(() => junitObjections(change(formats.junit(richReport())))).toThrow();
  });
});
