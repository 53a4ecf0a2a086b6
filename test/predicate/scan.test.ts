import { describe, expect, it } from "@jest/globals";
import { Lack, readScan } from "../../src/predicate/index.ts";
import { grype, sarif, scanned, trivy } from "./predicates.ts";

function worst(result: unknown): unknown {
  const scan = readScan(scanned(result));
  if (scan instanceof Lack) return scan.words;
  const found = scan.worst();
  return found instanceof Lack ? "cannot be read" : (found?.severity ?? "none");
}

const formats = { trivy, grype };

describe.each(Object.entries(formats))("the worst finding of %s", (_, report) => {
  it.each([
    [[], "none"],
    [["LOW", "high", "Medium"], "high"],
    [["Negligible"], "negligible"],
    [["CRITICAL"], "critical"],
    [["low", "UNKNOWN"], "critical"],
    [["low", "Hgih"], "critical"],
    [["low", ""], "critical"],
    [["low", undefined], "critical"],
    [["low", null], "critical"],
    [["low", 3], "critical"],
  ])("of %j is %s", (severities, expected) => {
    expect(worst(report(...severities))).toBe(expected);
  });
});

describe("the worst finding of SARIF", () => {
  it.each([
    [[], "none"],
    [["0.0"], "critical"],
    [[0], "critical"],
    [["0.1", "0.0"], "critical"],
    [["3.9", "0.1"], "low"],
    [["4.0", 6.9], "medium"],
    [["7.0"], "high"],
    [[8.9, "9.0"], "critical"],
    [["10.0"], "critical"],
    [["1.0", undefined], "critical"],
    [["1.0", "low"], "critical"],
    [["1.0", "-1"], "critical"],
    [["1.0", "1e0"], "critical"],
    [["1.0", 11], "critical"],
    [["1.0", ""], "critical"],
  ])("scored %j is %s", (scores, expected) => {
    expect(worst(sarif(...scores))).toBe(expected);
  });

  const [run] = sarif("1.0").runs;
  const done = { executionSuccessful: true };
  const level = (value: string) => runs({ results: [{ ruleId: "CVE-2026-0", level: value }] });
  const runs = (parts: object) => ({ ...sarif(), runs: [{ ...run, ...parts }] });

  it.each<readonly [string, unknown, string]>([
    ["a result of a rule that is not there", runs({ results: [{ ruleId: "CVE-9" }] }), "critical"],
    ["a result that is an error although its rule scores low", level("error"), "high"],
    ["a result that is a warning although its rule scores low", level("warning"), "medium"],
    ["a result that is a note", level("note"), "low"],
    ["a run that failed", runs({ results: [], invocations: [{ executionSuccessful: false }] }), "cannot be read"],
    [
      "one of two invocations that failed",
      runs({ invocations: [done, { executionSuccessful: false }] }),
      "cannot be read",
    ],
    ["an invocation that does not say how it ended", runs({ results: [], invocations: [{}] }), "cannot be read"],
    ["an invocation that is no list", runs({ invocations: done }), "cannot be read"],
    ["invocations that all ended well", runs({ invocations: [done, done] }), "low"],
    [
      "results in other files",
      runs({ results: [], externalPropertyFileReferences: { results: [] } }),
      "cannot be read",
    ],
    ["results in another place of the file", { ...sarif(), inlineExternalProperties: [{}] }, "cannot be read"],
    ["a result of no rule", runs({ results: [{ level: "note" }] }), "critical"],
    ["a result that is nothing", runs({ results: [null] }), "critical"],
    ["a rule twice", runs({ tool: { driver: { rules: rules("1.0", "9.9") } } }), "critical"],
    ["no results", runs({ results: null }), "cannot be read"],
    ["no runs", { ...sarif(), runs: [] }, "cannot be read"],
    ["another version", { ...sarif(), version: "2.0.0" }, "cannot be read"],
    ["one run of two without results", { ...sarif(), runs: [run, {}] }, "cannot be read"],
  ])("with %s", (_, report, expected) => {
    expect(worst(report)).toBe(expected);
  });

  function rules(...scores: readonly string[]) {
    return scores.map((score) => ({ id: "CVE-2026-0", properties: { "security-severity": score } }));
  }
});

describe("a report that cannot be read is never one without findings (law 3)", () => {
  const results = (...list: readonly unknown[]) => ({ ...trivy(), Results: list });

  it.each<readonly [string, unknown]>([
    ["of no known tool", { vulnerabilities: [] }],
    ["that is a text", JSON.stringify(trivy())],
    ["that is a list", [trivy()]],
    ["of trivy without results", { ...trivy(), Results: undefined }],
    ["of trivy with null for results", { ...trivy(), Results: null }],
    ["of trivy on which nothing was recognised", results()],
    ["of trivy that looked for secrets alone", results({ Target: "x", Class: "secret", Secrets: [] })],
    ["of another schema of trivy", { ...trivy(), SchemaVersion: 3 }],
    ["of trivy with a text for findings", results({ Class: "os-pkgs", Vulnerabilities: "none" })],
    ["of trivy with a finding that is a text", results({ Class: "os-pkgs", Vulnerabilities: ["CVE-1"] })],
    ["of trivy with a result that is nothing", results({ Class: "os-pkgs" }, null)],
    ["of grype without matches", { ...grype(), matches: null }],
    ["of another tool in grype's shape", { ...grype(), descriptor: { name: "gripe" } }],
    ["of grype with a match of no vulnerability", { ...grype(), matches: [{}] }],
    ["of two tools at once", { ...trivy(), ...grype() }],
  ])("%s", (_, report) => {
    expect(worst(report)).toBe("cannot be read");
  });
});

describe("a scan", () => {
  it.each([null, undefined])("without a result (%s) is none", (result) => {
    expect(worst(result)).toBe("holds no result of a scan");
  });

  it.each([
    ["2026-11-20T12:00:00Z", "2026-11-20T12:00:00.000Z"],
    ["2026-11-20T12:00:00.123456789+01:00", "2026-11-20T11:00:00.123Z"],
  ])("finished at %s", (text, expected) => {
    expect(readScan(scanned(trivy(), text))).toMatchObject({ finishedOn: new Date(expected) });
  });

  it.each([
    null,
    "",
    "2026-11-20",
    "2026-11-20T12:00:00",
    "2026-11-20 12:00:00Z",
    "2026-02-30T12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T12:60:00Z",
    "Fri, 20 Nov 2026 12:00:00 GMT",
    "+012026-11-20T12:00:00Z",
    1763640000,
    ["2026-11-20T12:00:00Z"],
  ])("that says %j does not say when", (time) => {
    expect(readScan(scanned(trivy(), time))).toEqual(new Lack("does not say when the scan was finished"));
  });
});
