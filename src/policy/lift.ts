import { exemptionsOf, NOT_ALLOWED, whyVoid, type ExemptionSubject, type ExemptionTerms } from "./covering.ts";
import type { Decision, Finding, Status } from "./decide.ts";
import { DAY } from "./duration.ts";
import type { ExemptibleRule, Exemption } from "./exemption.ts";

/** A finding that an exemption lifted. */
export interface Lifted {
  readonly finding: Finding;
  readonly exemption: Exemption;
  /** In how many days the exemption ends, today being 0; only where that is soon. */
  readonly endsIn?: number;
}

/** Time enough to mend what was exempt. */
const SOON_DAYS = 14;

/** The rules that are lifted for a use, whether or not it violates them. */
export function liftedRules(subject: ExemptionSubject, terms: ExemptionTerms): ReadonlySet<ExemptibleRule> {
  const active = exemptionsOf(subject, terms).filter((one) => whyVoid(one, terms) === undefined);
  return new Set(active.map(({ rule }) => rule));
}

/**
 * A decision without the findings that an exemption lifts, each by its own rule and no other. What could not be found out is
 * lifted last, and only where nothing is left that is known to be bad. An exemption that is void is told where it would have counted.
 */
export function lift<D extends Decision>(decision: D, subject: ExemptionSubject, terms: ExemptionTerms): D {
  const covering = exemptionsOf(subject, terms);
  const unread = whyUnread(subject, terms);
  if (decision.findings.length === 0 || (covering.length === 0 && unread === undefined)) return decision;
  const first = without(decision.findings, covering, terms, (rule) => rule !== "image-checked");
  const isOnlyUnchecked = decision.tampered !== true && first.left.every(isUnchecked);
  const last = without(first.left, covering, terms, (rule) => isOnlyUnchecked && rule === "image-checked");
  const lifted = [...first.lifted, ...last.lifted];
  const findings = last.left.map((finding, index) =>
    withSentences(finding, [whyNot(finding, covering, terms), index === 0 ? unread : undefined]),
  );
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

/** Why an exemption for what stays does not count. */
function whyNot({ rule }: Finding, covering: readonly Exemption[], terms: ExemptionTerms): string | undefined {
  const own = covering.filter((one) => one.rule === rule);
  return own.map((one) => whyVoid(one, terms)).find((reason) => reason !== undefined);
}

/** Which exemption nobody knows that could not be read, so that it is told with whatever stays. */
function whyUnread({ inline }: ExemptionSubject, { policy }: ExemptionTerms): string | undefined {
  const [first] = inline?.unread ?? [];
  if (first === undefined) return undefined;
  const why = policy.inline === "allowed" ? first.why : NOT_ALLOWED;
  return `The exemption in ${first.path} has no effect: ${why}`;
}

function withSentences(finding: Finding, sentences: readonly (string | undefined)[]): Finding {
  const told = sentences.filter((sentence) => sentence !== undefined);
  return told.length === 0 ? finding : { ...finding, message: [finding.message, ...told].join(" ") };
}
