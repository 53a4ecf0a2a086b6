import { ruleOf, type Level, type Severity } from "../../rules/index.ts";
import type { PipelineReason } from "./finding.ts";

export interface Graded {
  readonly reason: PipelineReason;
  readonly severity: Severity;
  readonly level: Level;
}

const { severity, level } = ruleOf("signing-by-tag");

/** As the rule says. */
export const ruleLevel = { severity, level };
