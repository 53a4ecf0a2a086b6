import { exemptionsOf, whyVoid, type ExemptionSubject, type ExemptionTerms } from "./covering.ts";
import type { Decision } from "./decide.ts";
import type { Exemption } from "./exemption.ts";

/** A use and what was decided about it. */
export interface Judged {
  readonly subject: ExemptionSubject;
  readonly decision: Pick<Decision, "findings" | "lifted">;
  /** Which image it is must not be told (law 10). */
  readonly isSecret: boolean;
}

/** An exemption that was about images of this run and lifted nothing. */
export interface UnusedExemption {
  readonly exemption: Exemption;
  /** Why it could not, a sentence; absent where its rule found nothing. */
  readonly why?: string;
  /** Its last day is over: nothing needs it. */
  readonly ended: boolean;
  /** A resource that it was about. */
  readonly resource: string;
}

/**
 * The exemptions that lifted nothing although images that they name were judged. One that met none is not told, because a
 * document covers many stacks, but where a resource asks for it: that has no other images. None is told by that of a secret; nor
 * one whose rule could not be judged, which may need it. Pure.
 */
export function unusedExemptions(all: readonly Judged[], terms: ExemptionTerms): readonly UnusedExemption[] {
  const met = new Map<Exemption, Judged[]>();
  for (const one of all)
    for (const exemption of exemptionsOf(one.subject, terms)) {
      const before = met.get(exemption);
      if (before === undefined) met.set(exemption, [one]);
      else before.push(one);
    }
  const used = [...met].flatMap(([exemption, judged]) => unused(exemption, judged, terms));
  return terms.policy.inline === "allowed" ? [...used, ...unmet(all, met)] : used;
}

/** Those in a resource that are about none of its images, where all of these are known: a name that is misspelt, most often. */
function unmet(all: readonly Judged[], met: ReadonlyMap<Exemption, unknown>): readonly UnusedExemption[] {
  const asking = Map.groupBy(all, ({ subject }) => subject.inline);
  return [...asking].flatMap(([inline, judged]) => {
    const shown = judged.find(({ isSecret }) => !isSecret);
    const exemptions = (inline?.exemptions ?? []).filter((one) => !met.has(one));
    if (shown === undefined || !judged.every(({ subject }) => isKnown(subject))) return [];
    const { resource } = shown.subject;
    return exemptions.map((exemption) => ({ exemption, why: NO_SUCH_IMAGE, ended: false, resource }));
  });
}

function isKnown({ repository, digest }: ExemptionSubject): boolean {
  return repository !== undefined && digest !== undefined;
}

const NO_SUCH_IMAGE = "It names none of that resource's images.";

function unused(exemption: Exemption, judged: readonly Judged[], terms: ExemptionTerms): readonly UnusedExemption[] {
  const shown = judged.find(({ isSecret }) => !isSecret);
  // Whether it counts at all is told where it would have.
  if (shown === undefined || (exemption.inline === true && terms.policy.inline !== "allowed")) return [];
  const why = whyVoid(exemption, terms);
  if (why === undefined && judged.some((one) => mayNeed(exemption, one))) return [];
  return [
    {
      exemption,
      ...(why !== undefined && { why }),
      ended: terms.now > exemption.end,
      resource: shown.subject.resource,
    },
  ];
}

/** The verdicts of these rules leave the others open. */
const LEAVES_OPEN: ReadonlySet<string> = new Set([
  "image-checked",
  "image-known",
  "image-reference",
  "image-registry",
] satisfies Decision["findings"][number]["rule"][]);

/** Whether its rule found something, or was never asked. What another exemption of the same rule lifted counts: this one would have. */
function mayNeed({ rule }: Exemption, { decision: { findings, lifted = [] } }: Judged): boolean {
  const found = [...findings, ...lifted.map(({ finding }) => finding)];
  return found.some((one) => one.rule === rule || LEAVES_OPEN.has(one.rule));
}
