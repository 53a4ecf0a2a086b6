import { isObject, listOf, memberOf, textOf } from "./members.ts";
import { severityOf, severityOfScore, worse, type ScanFinding, type Severity } from "./severity.ts";

/** The findings of a scanner's report; undefined where it is not a report in this format, or one that cannot be read to its end. */
type Format = (report: unknown) => readonly ScanFinding[] | undefined;

/** Which of a report's results are about packages: a report of nothing but secrets says nothing about vulnerabilities. */
const PACKAGES: readonly unknown[] = ["os-pkgs", "lang-pkgs"];

/** `trivy image --format json`, and what `--format cosign-vuln` wraps. */
const trivy: Format = (report) => {
  const results = listOf(report, "Results");
  if (memberOf(report, "SchemaVersion") !== 2 || results === undefined) return undefined;
  if (!results.some((result) => PACKAGES.includes(memberOf(result, "Class")))) return undefined;
  return all(results, (result) => {
    // Absent where a target has none.
    const found = memberOf(result, "Vulnerabilities") ?? [];
    return isObject(result) && Array.isArray(found) ? each(found, "VulnerabilityID", "Severity") : undefined;
  });
};

/** `grype -o json`. */
const grype: Format = (report) => {
  const matches = listOf(report, "matches");
  if (textOf(report, "descriptor", "name") !== "grype" || matches === undefined) return undefined;
  return each(
    matches.map((match) => memberOf(match, "vulnerability")),
    "id",
    "severity",
  );
};

/** SARIF 2.1.0 with a `security-severity` for each rule, as trivy and grype write it. */
const sarif: Format = (report) => {
  const runs = listOf(report, "runs");
  if (memberOf(report, "version") !== "2.1.0" || runs === undefined || runs.length === 0) return undefined;
  if (memberOf(report, "inlineExternalProperties") !== undefined) return undefined;
  return all(runs, (run) => {
    if (!isWhole(run)) return undefined;
    const scores = scoresOf(listOf(run, "tool", "driver", "rules") ?? []);
    return listOf(run, "results")?.map((result) => findingOf(result, scores));
  });
};

/** A run that failed found nothing, too, and one may keep its results elsewhere (SARIF 2.1.0, sections 3.14.2 and 3.20.14). */
function isWhole(run: unknown): boolean {
  if (memberOf(run, "externalPropertyFileReferences") !== undefined) return false;
  if (memberOf(run, "invocations") === undefined) return true;
  const invocations = listOf(run, "invocations");
  return invocations?.every((invocation) => memberOf(invocation, "executionSuccessful") === true) ?? false;
}

/** Trivy writes a rule once for all packages, so that its score may be that of a milder finding; the level is each finding's own. */
const AT_LEAST: ReadonlyMap<unknown, Severity> = new Map([
  ["error", "high"],
  ["warning", "medium"],
]);

function findingOf(result: unknown, scores: ReadonlyMap<string, ScanFinding>): ScanFinding {
  const id = textOf(result, "ruleId") ?? textOf(result, "rule", "id");
  if (id === undefined) return { severity: "critical" };
  const scored = scores.get(id) ?? { id, severity: "critical" };
  const least = AT_LEAST.get(memberOf(result, "level"));
  return least === undefined ? scored : worse(scored, { id, severity: least });
}

function scoresOf(rules: readonly unknown[]): ReadonlyMap<string, ScanFinding> {
  const scores = new Map<string, ScanFinding>();
  for (const rule of rules) {
    const id = textOf(rule, "id");
    const severity = severityOfScore(memberOf(rule, "properties", "security-severity"));
    if (id !== undefined) scores.set(id, worse(scores.get(id), { id, severity }));
  }
  return scores;
}

const FORMATS: readonly Format[] = [trivy, grype, sarif];

/** Undefined where the report is in no format that is read, or in two. */
export function findingsIn(report: unknown): readonly ScanFinding[] | undefined {
  const read = FORMATS.map((format) => format(report)).filter((findings) => findings !== undefined);
  return read.length === 1 ? read[0] : undefined;
}

function all(
  parts: readonly unknown[],
  read: (part: unknown) => readonly ScanFinding[] | undefined,
): readonly ScanFinding[] | undefined {
  const findings = parts.map(read).filter((found) => found !== undefined);
  return findings.length === parts.length ? findings.flat() : undefined;
}

function each(found: readonly unknown[], idName: string, severityName: string): readonly ScanFinding[] | undefined {
  if (!found.every(isObject)) return undefined;
  return found.map((one) => {
    const id = textOf(one, idName);
    return { ...(id !== undefined && { id }), severity: severityOf(memberOf(one, severityName)) };
  });
}
