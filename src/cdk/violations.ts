import type { PolicyViolatingResource, PolicyViolation } from "aws-cdk-lib";
import type { AssemblyUse } from "../discover/index.ts";
import type { Verdict } from "../gate/index.ts";
import { isNoFault, told, type LevelsNow, type PolicyDocument, type ToldFinding } from "../policy/index.ts";
import { formatRepository, InvalidImageReference, parseImageReference, printable } from "../reference/index.ts";
import { exitCode, messageOf, offer, type GeneralFinding } from "../report/index.ts";
import { ruleOf, type RuleId } from "../rules/index.ts";

/**
 * What the CDK knows: it fails for the first two alone, and lets the app acknowledge all but `fatal`. Any other word, or none, would
 * let one acknowledgement turn the whole report green.
 */
type Severity = "fatal" | "error" | "warning" | "info";

/** By what is judged, beside the image itself. */
export interface Terms {
  readonly policy: Pick<PolicyDocument, "cdkAcknowledgements"> | undefined;
  readonly levels: LevelsNow;
}

export interface JudgedUse extends AssemblyUse {
  readonly verdict: Verdict;
}

/** The violations of a report, each finding about an image told once with all the places where that image is used. */
export function violationsOf(judged: readonly JudgedUse[], terms: Terms): PolicyViolation[] {
  const all = judged.flatMap((one) => violationsAt(one, terms));
  const same = Map.groupBy(all, (one) => JSON.stringify({ ...one, violatingResources: [] }));
  return [...same.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, violatingResources: distinct([first, ...others]) }],
  );
}

function distinct(violations: readonly PolicyViolation[]): PolicyViolatingResource[] {
  const all = violations.flatMap(({ violatingResources }) => violatingResources);
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

function violationsAt(judged: JudgedUse, terms: Terms): readonly PolicyViolation[] {
  const { verdict } = judged;
  const { findings } = told(verdict, terms.levels);
  const violations = findings.map((found) => violation(judged, found, terms));
  const isTold = findings.some(({ level }) => level === "mandatory");
  const fails = exitCode({ verdicts: [verdict], levels: terms.levels }) !== 0;
  return fails && !isTold ? [...violations, unexplained(judged)] : violations;
}

function violation(judged: JudgedUse, found: ToldFinding, { policy }: Terms): PolicyViolation {
  const { verdict } = judged;
  const { rule, reason, severity } = found;
  const why = `${rule} (${reason}): ${subjectOf(judged)}: ${messageOf(verdict, found)}`;
  return {
    ruleName: idOf(rule, verdict),
    description: oneLine(why),
    severity: severityOf(found, policy),
    ...(!isNoFault(found) && { fix: fixOf(verdict, found) }),
    violatingResources: [placeOf(judged)],
    ruleMetadata: { rule, reason, severity, verdict: verdict.status },
  };
}

/** Whatever has no reason of its own is no pass (law 3). */
function unexplained(judged: JudgedUse): PolicyViolation {
  const { status } = judged.verdict;
  return {
    ruleName: "digestbound",
    description: oneLine(`${subjectOf(judged)}: ${status}, and no rule that is switched on says why.`),
    severity: "fatal",
    violatingResources: [placeOf(judged)],
  };
}

function severityOf(found: ToldFinding, policy: Terms["policy"]): Severity {
  if (found.level !== "mandatory") return isNoFault(found) ? "info" : "warning";
  const acknowledged: ReadonlySet<RuleId> | undefined = policy?.cdkAcknowledgements;
  // What a lock file or tampering blocks stays so, whichever rule tells it.
  return acknowledged?.has(found.rule) === true && found.blocks !== true ? "error" : "fatal";
}

/** What an app acknowledges: the rule for one repository, so that the next tag needs no other; the rule alone where no repository is known. */
function idOf(rule: RuleId, { image, use }: Verdict): string {
  if (image === null || use.secret === true) return rule;
  try {
    return `${rule}[${formatRepository(parseImageReference(image))}]`;
  } catch (error) {
    if (error instanceof InvalidImageReference) return rule;
    throw error;
  }
}

/** The image, and where the CDK cannot say where it stands, the place. */
function subjectOf({ verdict: { image, use }, spot }: JudgedUse): string {
  const name = image === null || use.secret === true ? use.place.path : printable(image);
  return isResource(spot?.steps[0], spot?.steps[1])
    ? name
    : `${name} (${use.place.path} in ${printable(use.place.file ?? use.place.resource)})`;
}

function placeOf({ path, spot, use }: AssemblyUse): PolicyViolatingResource {
  const [section, id, ...inside] = spot?.steps ?? [];
  if (!isResource(section, id)) return { templatePath: path, locations: [spot?.steps.join(".") ?? use.place.path] };
  return { resourceLogicalId: String(id), templatePath: path, locations: [inside.join(".")] };
}

function isResource(section: string | number | undefined, id: string | number | undefined): boolean {
  return section === "Resources" && id !== undefined;
}

/** What to write instead; where nothing trusted is known, what to do about it. */
function fixOf(verdict: Verdict, found: ToldFinding): string {
  const offered = offer(verdict, found).map((line) => line.trim());
  const told = offered.length > 0 ? offered : [ruleOf(found.rule).remedy];
  return [...told, `More: digestbound explain ${found.rule}`].join("\n");
}

/** A finding about no image: that there is no policy document, that an exemption lifts nothing. */
export function generalViolation({ rule, message, level }: GeneralFinding): PolicyViolation {
  const [what = "", ...more] = message.split("\n");
  return {
    ruleName: rule,
    description: `${rule}: ${what}`,
    severity: level === "mandatory" ? "fatal" : "warning",
    ...(more.length > 0 && { fix: more.join("\n") }),
    // One that is nowhere is not printed.
    violatingResources: [{ locations: [] }],
  };
}

/** The CDK indents a description's first line only. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
