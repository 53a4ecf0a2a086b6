import { rules, type RuleId } from "../rules/index.ts";
import { levelShape } from "./level-shape.ts";
import type { Enforcement, Levels, RuleLevel } from "./levels.ts";
import { didYouMean } from "./nearest.ts";
import { quote, type Path, type Report } from "./problems.ts";
import { readShape } from "./shape.ts";

const WORDS: readonly Enforcement[] = ["advisory", "mandatory", "disabled"];
const IDS: readonly string[] = rules.map(({ id }) => id);

/** Policies of the pack that are no rules: they judge nothing that could be let through, or everything rests on them. */
const NO_RULES: readonly string[] = ["digestbound", "no-policy", "trusted-root", "exemptions", "locked-digests"];

/** Reads the levels that are right and reports what is wrong with the others. */
export function readLevels(values: Readonly<Record<string, unknown>>, report: Report): Levels {
  const read = Object.entries(values).map(([name, value]) => {
    const path = ["levels", name];
    if (!isRule(name)) report(path, ...unknownRule(name));
    const level = readLevel(name, value, path, report);
    return isRule(name) && level !== undefined ? ([name, level] as const) : undefined;
  });
  return new Map(read.filter((one) => one !== undefined));
}

function isRule(name: string): name is RuleId {
  return IDS.includes(name);
}

function unknownRule(name: string): [message: string, remedy: string] {
  const all = `The rules: ${IDS.join(", ")}.`;
  if (NO_RULES.includes(name))
    return [`${quote(name)} is a policy of the pack and no rule: it has no level here.`, all];
  return [`${quote(name)} is no rule.`, `${didYouMean(name, IDS)}${all}`];
}

function readLevel(rule: string, value: unknown, path: Path, report: Report): RuleLevel | undefined {
  const read = isMapping(value) ? readShape(levelShape, value, path, report) : readWord(value, path, report);
  if (read?.level !== "remediate" || rule === "image-pinned") return read;
  const at = isMapping(value) ? [...path, "level"] : path;
  report(at, "remediate only goes with image-pinned, which alone can write what is missing.", "Write mandatory.");
  return undefined;
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readWord(value: unknown, path: Path, report: Report): RuleLevel | undefined {
  const words = [...WORDS, "remediate" as const];
  const level = words.find((word) => word === value);
  if (level !== undefined) return { level };
  const hint = typeof value === "string" ? didYouMean(value, words) : "";
  const message = `expected one of ${WORDS.join(", ")}, or a mapping with level and from.`;
  report(path, message, `${hint}Write advisory, or { level: mandatory, from: 2027-01-31 }.`);
  return undefined;
}
