import type { Digest, Repository } from "../reference/index.ts";
import { printable } from "../reference/index.ts";
import type { Decision, Finding, Status } from "./decide.ts";
import type { PolicyDocument } from "./document.ts";
import { DAY } from "./duration.ts";
import type { ExemptibleRule, Exemption } from "./exemption.ts";
import { patternMatches } from "./match.ts";
import { resourceMatches } from "./resource-glob.ts";

/** What could not be found out is let through for a day at most: long enough to mend a registry, too short to forget. */
export const LONGEST_BREAK_GLASS = DAY;

/** A finding that an exemption lifted. */
export interface Lifted {
  readonly finding: Finding;
  readonly exemption: Exemption;
  /** In how many days the exemption ends, today being 0; only where that is soon. */
  readonly endsIn?: number;
}

/** Time enough to mend what was exempt. */
const SOON_DAYS = 14;

/** One use of an image, as exemptions tell them apart. */
export interface ExemptionSubject {
  /** Absent where the image is not known, or nobody can see it. */
  readonly repository?: Repository;
  readonly digest?: Digest;
  /** As the report names it; what the judged change calls it can only narrow (law 8). */
  readonly resource: string;
}

/** The exemptions of a document as they stand at a moment, in milliseconds since 1970. */
export interface ExemptionTerms {
  readonly policy: Pick<PolicyDocument, "exemptions" | "longestExemption">;
  readonly now: number;
}

/** The rules that are lifted for a use, whether or not it violates them. */
export function liftedRules(subject: ExemptionSubject, terms: ExemptionTerms): ReadonlySet<ExemptibleRule> {
  const active = terms.policy.exemptions.filter((one) => covers(one, subject) && whyVoid(one, terms) === undefined);
  return new Set(active.map(({ rule }) => rule));
}

/**
 * A decision without the findings that an exemption lifts, each by its own rule and no other. What could not be found out is
 * lifted last, and only where nothing is left that is known to be bad. An exemption that is void is told where it would have counted.
 */
export function lift<D extends Decision>(decision: D, subject: ExemptionSubject, terms: ExemptionTerms): D {
  const covering = terms.policy.exemptions.filter((one) => covers(one, subject));
  if (covering.length === 0 || decision.findings.length === 0) return decision;
  const first = without(decision.findings, covering, terms, (rule) => rule !== "image-checked");
  const isOnlyUnchecked = decision.tampered !== true && first.left.every(isUnchecked);
  const last = without(first.left, covering, terms, (rule) => isOnlyUnchecked && rule === "image-checked");
  const lifted = [...first.lifted, ...last.lifted];
  const findings = last.left.map((finding) => told(finding, covering, terms));
  if (lifted.length === 0) return { ...decision, findings };
  return { ...decision, status: statusOf(findings, decision), findings, lifted };
}

function isUnchecked({ rule }: Finding): boolean {
  return rule === "image-checked";
}

function without(
  findings: readonly Finding[],
  covering: readonly Exemption[],
  terms: ExemptionTerms,
  isMeant: (rule: ExemptibleRule) => boolean,
): { readonly left: readonly Finding[]; readonly lifted: readonly Lifted[] } {
  const left: Finding[] = [];
  const lifted: Lifted[] = [];
  const active = covering.filter((one) => isMeant(one.rule) && whyVoid(one, terms) === undefined);
  for (const finding of findings) {
    const exemption = active.find(({ rule }) => rule === finding.rule);
    if (exemption === undefined) left.push(finding);
    else lifted.push({ finding, exemption, ...endsSoon(exemption, terms) });
  }
  return { left, lifted };
}

function endsSoon({ end }: Exemption, { now }: ExemptionTerms): Pick<Lifted, "endsIn"> {
  const endsIn = Math.floor((end - now) / DAY);
  return endsIn < SOON_DAYS ? { endsIn } : {};
}

function statusOf(left: readonly Finding[], { status, tampered }: Decision): Status {
  if (left.length === 0) return "exempt";
  if (status === "unknown") return "unknown";
  return tampered !== true && left.every(isUnchecked) ? "undetermined" : "rejected";
}

/** What stays says why an exemption for it does not count. */
function told(finding: Finding, covering: readonly Exemption[], terms: ExemptionTerms): Finding {
  const own = covering.filter(({ rule }) => rule === finding.rule);
  const why = own.map((one) => whyVoid(one, terms)).find((reason) => reason !== undefined);
  return why === undefined ? finding : { ...finding, message: `${finding.message} ${why}` };
}

function covers({ image, resource }: Exemption, subject: ExemptionSubject): boolean {
  if (resource !== undefined && !resourceMatches(resource, subject.resource)) return false;
  if (image === undefined) return resource !== undefined && subject.repository === undefined;
  const { repository, digest } = subject;
  if (repository === undefined || !patternMatches(image.match, repository)) return false;
  return image.digest === undefined || image.digest === digest;
}

function whyVoid(exemption: Exemption, { policy, now }: ExemptionTerms): string | undefined {
  const { rule, end, until } = exemption;
  const of = `An exemption by ${printable(exemption.owner)}`;
  if (now > end) return `${of} ended: it was valid until ${until}.`;
  const longest = rule === "image-checked" ? LONGEST_BREAK_GLASS : policy.longestExemption;
  if (longest === undefined || end - now <= longest) return undefined;
  const most = rule === "image-checked" ? "24 hours" : `${longest / DAY} days`;
  return `${of} is void: it is valid until ${until}, and at most ${most} ahead are allowed.`;
}
