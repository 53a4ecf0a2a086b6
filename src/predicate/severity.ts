/** From harmless to worst; what a scanner calls otherwise, or does not rate, counts as the worst. */
export const SEVERITIES = ["negligible", "low", "medium", "high", "critical"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a scan found, as it names it; the name is the scanner's own and not safe to print. */
export interface ScanFinding {
  readonly id?: string;
  readonly severity: Severity;
}

export function severityOf(word: unknown): Severity {
  const plain = typeof word === "string" ? word.toLowerCase() : "";
  return SEVERITIES.find((one) => one === plain) ?? "critical";
}

/**
 * From a CVSS score, a number or its text, by the bands that GitHub reads from SARIF. Trivy and Grype write 0.0 for what they do
 * not rate, Trivy also for what is rated by another version of CVSS than 3, so that none counts as the worst.
 */
export function severityOfScore(score: unknown): Severity {
  const value = typeof score === "string" && /^\d{1,2}(?:\.\d{1,3})?$/.test(score) ? Number(score) : score;
  if (typeof value !== "number" || !(value > 0 && value <= 10)) return "critical";
  if (value < 4) return "low";
  if (value < 7) return "medium";
  return value < 9 ? "high" : "critical";
}

export function isAbove(severity: Severity, limit: Severity | "none"): boolean {
  return limit === "none" || SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(limit);
}

export function worse(a: ScanFinding | undefined, b: ScanFinding): ScanFinding {
  return a === undefined || isAbove(b.severity, a.severity) ? b : a;
}
