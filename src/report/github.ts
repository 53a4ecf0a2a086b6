import { jsonReport } from "./json.ts";
import type { Report } from "./report.ts";

export function githubReport(report: Report): string {
  return jsonReport(report);
}
