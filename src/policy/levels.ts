import { ruleOf, type Level, type RuleId } from "../rules/index.ts";

/** What a rule's level may be: the words of Pulumi's enforcement levels. */
export type Enforcement = Level | "remediate" | "disabled";

/** What a document says of a rule's level. */
export interface RuleLevel {
  readonly level: Enforcement;
  /** The first day in UTC on which the rule has its level; before it the rule is advisory. */
  readonly from?: string;
}

/** What a document says of the rules' levels; a rule that it leaves out has its own. */
export type Levels = ReadonlyMap<RuleId, RuleLevel>;

/** The level of a rule at one moment. */
export interface LevelNow<L extends Enforcement = Enforcement> {
  readonly level: L;
  /** The day, still ahead, from which the rule blocks. */
  readonly blocksFrom?: string;
}

interface Levelled {
  readonly levels: Levels;
}

/**
 * The level of a rule where nothing but the document says it: the default with which the pack registers it.
 * @param now milliseconds since 1970
 */
export function levelOf(document: Levelled | undefined, rule: RuleId, now: number): LevelNow {
  const said = document?.levels.get(rule);
  if (said === undefined) return { level: ruleOf(rule).level };
  const { level, from } = said;
  return from !== undefined && now < Date.parse(from) ? { level: "advisory", blocksFrom: from } : { level };
}

/** The levels of all rules at one moment, where nothing can be written and no update follows. */
export type LevelsNow = (rule: RuleId) => LevelNow<Level | "disabled">;

/**
 * The levels of the command line. What a preview may leave to the update is mandatory here unless the document says otherwise,
 * and whoever asks for a digest to be written asks for one to be there.
 */
export function levelsWithoutUpdate(document: Levelled | undefined, now: number): LevelsNow {
  return (rule) => {
    if (rule === "image-known" && document?.levels.has(rule) !== true) return { level: "mandatory" };
    const { level, ...ahead } = levelOf(document, rule, now);
    return { level: level === "remediate" ? "mandatory" : level, ...ahead };
  };
}

/** For whoever is not concerned with levels: a digest is offered or not, whatever they are (law 4). */
export const everyRuleMandatory: LevelsNow = () => ({ level: "mandatory" });
