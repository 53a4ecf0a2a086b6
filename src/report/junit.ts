import { jsonReport } from "./json.ts";
import type { Report } from "./report.ts";

export function junitReport(report: Report): string {
  return jsonReport(report);
}
