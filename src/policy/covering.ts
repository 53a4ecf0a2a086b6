import type { Digest, Repository } from "../reference/index.ts";
import { printable } from "../reference/index.ts";
import { canonical, namesOf } from "./aliases.ts";
import type { PolicyDocument } from "./document.ts";
import { DAY } from "./duration.ts";
import type { Exemption } from "./exemption.ts";
import { exemptionsFor } from "./exemption-index.ts";
import type { InlineExemptions } from "./inline.ts";
import { patternMatches } from "./match.ts";
import { resourceMatches } from "./resource-glob.ts";

/** What could not be found out is let through for a day at most: long enough to mend a registry, too short to forget. */
export const LONGEST_BREAK_GLASS = DAY;

/** Whoever edits a program writes these ends, so that they end though the document sets no limit. */
export const LONGEST_INLINE = 90 * DAY;

/** One use of an image, as exemptions tell them apart. */
export interface ExemptionSubject {
  /** Absent where the image is not known, or nobody can see it. */
  readonly repository?: Repository;
  readonly digest?: Digest;
  /** As the report names it; what the judged change calls it can only narrow (law 8). */
  readonly resource: string;
  /** What the resource itself asks for. */
  readonly inline?: InlineExemptions;
}

/** The exemptions of a document as they stand at a moment, in milliseconds since 1970. */
export interface ExemptionTerms {
  readonly policy: Pick<PolicyDocument, "aliases" | "exemptions" | "longestExemption" | "inline">;
  readonly now: number;
}

/** The exemptions that are about a use, those of the document first, void ones as well. */
export function exemptionsOf(subject: ExemptionSubject, { policy }: ExemptionTerms): readonly Exemption[] {
  const { repository, inline } = subject;
  if (repository === undefined) return policy.exemptions.filter((one) => one.image === undefined && fits(one, subject));
  const own = exemptionsFor(canonical(repository, policy), policy.exemptions);
  // Whoever marks a resource knows the image by the name that stands there.
  const names = namesOf(repository, policy);
  const marked = (inline?.exemptions ?? []).filter(
    ({ image }) => image !== undefined && names.some((name) => patternMatches(image.match, name)),
  );
  return [...own, ...marked].filter((one) => fits(one, subject));
}

function fits({ image, resource }: Exemption, subject: ExemptionSubject): boolean {
  if (image?.digest !== undefined && image.digest !== subject.digest) return false;
  return resource === undefined ? image !== undefined : resourceMatches(resource, subject.resource);
}

/** Why an exemption lifts nothing at this moment, as a sentence; undefined where it is in force. */
export function whyVoid(exemption: Exemption, { policy, now }: ExemptionTerms): string | undefined {
  const { end, until, inline } = exemption;
  const of = `${inline === true ? "An inline exemption" : "An exemption"} by ${printable(exemption.owner)}`;
  if (inline === true && policy.inline !== "allowed") return `${of} has no effect: ${NOT_ALLOWED}`;
  if (now > end) return `${of} ended: it was valid until ${until}.`;
  const longest = longestFor(exemption, policy);
  if (end - now <= longest) return undefined;
  const most = longest === LONGEST_BREAK_GLASS && exemption.rule === "image-checked" ? "24 hours" : daysOf(longest);
  return `${of} is void: it is valid until ${until}, and at most ${most} ahead are allowed.`;
}

/** Why a marker counts for nothing, after a colon. */
export const NOT_ALLOWED = "the policy document does not say inline: allowed.";

/** How far ahead it may end, in milliseconds. */
export function longestFor(
  { rule, inline }: Exemption,
  { longestExemption }: Pick<PolicyDocument, "longestExemption">,
): number {
  if (rule === "image-checked") return LONGEST_BREAK_GLASS;
  return longestExemption ?? (inline === true ? LONGEST_INLINE : Number.POSITIVE_INFINITY);
}

function daysOf(milliseconds: number): string {
  return `${milliseconds / DAY} days`;
}
