import { rules, type Level, type RuleId } from "../rules/index.ts";
import type { Decision, Finding } from "./decide.ts";
import { isNoFault } from "./notice.ts";
import type { LevelsNow } from "./levels.ts";
import { speaksFor, spokenFor } from "./spoken.ts";

/** A finding at the level of its rule. */
export interface ToldFinding extends Finding {
  readonly level: Level;
}

/** What of a decision is told where no update follows. */
export interface Told {
  readonly findings: readonly ToldFinding[];
  /** The rules that it violates and that are switched off; the verdict stays what it is (law 3). */
  readonly switchedOff: readonly RuleId[];
}

/** The findings of the rules that are not switched off, and what they say in the place of those that are: as strict as an update. */
export function told(decision: Pick<Decision, "findings" | "mustBeAttested">, levels: LevelsNow): Told {
  const own = decision.findings.flatMap((found) => at(found, levels));
  const others = rules.flatMap(({ id }) => spokenFor(id, decision, silentFor(id, levels)));
  const violated = new Set(decision.findings.filter(({ blocks }) => blocks !== true).map(({ rule }) => rule));
  return {
    findings: [...own, ...others.flatMap((found) => at(found, levels))],
    switchedOff: [...violated].filter((rule) => levels(rule).level === "disabled"),
  };
}

/** What blocks is mandatory whatever the level of its rule is. */
function at(found: Finding, levels: LevelsNow): readonly ToldFinding[] {
  if (found.blocks === true) return [{ ...found, level: "mandatory" }];
  const { level } = levels(found.rule);
  if (level === "disabled") return [];
  return [{ ...found, level: isNoFault(found) ? "advisory" : level }];
}

/** What could not be checked blocks an update whatever that rule's level is. */
function silentFor(rule: RuleId, levels: LevelsNow): readonly RuleId[] {
  return speaksFor(rule).filter((other) => {
    const { level } = levels(other);
    return level === "disabled" || (other === "image-checked" && level === "advisory");
  });
}
