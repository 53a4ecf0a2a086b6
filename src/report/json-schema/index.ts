import { z } from "zod";
import { explanationShape } from "./explanation.ts";
import { doctorShape, lintShape } from "./findings.ts";
import { lockReportShape } from "./lock.ts";
import { reportShape } from "./report.ts";

/** The JSON Schemas (draft 7) of what the commands print as JSON, by the names of their files. */
export function outputSchemas(): Readonly<Record<string, object>> {
  const shapes = {
    "report-1.json": reportShape,
    "explanation-1.json": explanationShape,
    "policy-lint-1.json": lintShape,
    "doctor-1.json": doctorShape,
    "lock-1.json": lockReportShape,
  };
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, z.toJSONSchema(shape, { target: "draft-7" })]),
  );
}
