import { Lack } from "./lack.ts";
import { memberOf } from "./members.ts";
import { findingsIn } from "./scan-formats.ts";
import { worse, type ScanFinding } from "./severity.ts";

/** Cosign's record of a vulnerability scan (COSIGN_VULN_ATTESTATION_SPEC.md). */
export interface Scan {
  readonly finishedOn: Date;
  /** The worst finding; undefined where there is none, a lack where the scanner's report cannot be read. */
  readonly worst: () => ScanFinding | Lack | undefined;
}

/** Never throws, whatever the predicate is. */
export function readScan(predicate: unknown): Scan | Lack {
  const report = memberOf(predicate, "scanner", "result") ?? undefined;
  if (report === undefined) return new Lack("holds no result of a scan");
  const finishedOn = timeIn(memberOf(predicate, "metadata", "scanFinishedOn"));
  if (finishedOn === undefined) return new Lack("does not say when the scan was finished");
  return { finishedOn, worst: () => worstIn(report) };
}

function worstIn(report: unknown): ScanFinding | Lack | undefined {
  const findings = findingsIn(report);
  if (findings === undefined) {
    return new Lack("holds a scan result that cannot be read (Trivy's JSON, Grype's JSON and SARIF are)");
  }
  return findings.reduce<ScanFinding | undefined>(worse, undefined);
}

/** RFC 3339, to the second or finer. */
const TIME = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function timeIn(value: unknown): Date | undefined {
  const [text, month, day, hour] = TIME.exec(typeof value === "string" ? value : "") ?? [];
  if (text === undefined || Number(day) > (DAYS[Number(month) - 1] ?? 0) || Number(hour) > 23) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
