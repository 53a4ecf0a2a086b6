import { jsonReport } from "./json.ts";
import type { Report } from "./report.ts";

export function sarifReport(report: Report): string {
  return jsonReport(report);
}
