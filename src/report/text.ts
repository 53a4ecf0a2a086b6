import { suggestedImage, type Verdict } from "../gate/index.ts";
import type { Finding, LevelNow, Lifted, Through, Suggestion } from "../policy/index.ts";
import { printable, visible } from "../reference/index.ts";
import { ruleOf, type RuleId } from "../rules/index.ts";
import { lines } from "./lines.ts";

/** Explains each rule once; every further finding of the rule is one line. One instance is one run. */
export class Narrator {
  readonly #told = new Set<RuleId>();
  readonly #levels: (rule: RuleId) => Partial<LevelNow>;

  /** @param levels of whoever set one, so that a date that is still ahead is told */
  constructor(levels: (rule: RuleId) => Partial<LevelNow> = () => ({})) {
    this.#levels = levels;
  }

  /** A finding as text: what, and the first time on lines of its own, with why it matters and what to do. */
  tell(verdict: Verdict, finding: Finding): string {
    return this.#lines(
      subject(verdict),
      finding.rule,
      messageOf(verdict, finding),
      offer(verdict, finding),
      finding.reason,
    );
  }

  /** A finding about a place that holds no image use. */
  note(path: string, rule: RuleId, what: string): string {
    return this.#lines(path, rule, what, []);
  }

  #lines(about: string, rule: RuleId, what: string, offered: readonly string[], reason?: string): string {
    // That all is as it was locked needs no explanation.
    const first = !this.#told.has(rule) && reason !== "locked-digest";
    if (first) this.#told.add(rule);
    const told = first ? [about, `  ${what}`] : [`${about}: ${what}`];
    return [...told, ...offered, ...(first ? [...explanation(rule), ...this.#ahead(rule)] : [])].join("\n");
  }

  #ahead(rule: RuleId): string[] {
    const ahead = aheadText(this.#levels(rule));
    return ahead === undefined ? [] : [`  ${ahead}`];
  }
}

/** That a rule is only advice until a day to come. */
export function aheadText({ blocksFrom }: Partial<LevelNow>): string | undefined {
  return blocksFrom === undefined ? undefined : `By the policy document this rule is mandatory from ${blocksFrom} on.`;
}

function subject({ use, image }: Verdict): string {
  const place = `${visible(use.place.path)}${PURPOSES[use.role]}`;
  if (use.secret === true) return `${place}: (secret)`;
  return image === null ? place : `${place}: ${printable(image)}`;
}

/** What is done with an image that is not run itself. */
export const PURPOSES = { run: "", "build-from": " (base image)", artifact: " (artifact)" } as const;

/** A message may repeat any part of the reference, so of a secret one only the reason is told (law 10). */
export function messageOf({ use }: Verdict, { reason, message }: Finding): string {
  return use.secret === true ? `${reason}. The value is a secret, so no more of it is shown.` : lines(message);
}

/** A finding that an exemption lifted: who answers for it, until when, and why. */
export function liftedText(verdict: Verdict, { finding, exemption, endsIn }: Lifted): string {
  const { because, owner, until, inline } = exemption;
  const soon = endsIn === undefined ? "" : ` It ends ${SOON[endsIn] ?? `in ${endsIn} days`}.`;
  const how = inline === true ? "lifted inline" : "lifted";
  const what = `${finding.rule} (${finding.reason}) is ${how} until ${visible(until)} by ${printable(owner)}: ${printable(because)}.`;
  return `${subject(verdict)}: ${what}${soon}`;
}

/** What a lock file has to say of an image, in one line. */
export function lockText(verdict: Verdict, found: Finding): string {
  return `${subject(verdict)}: ${found.rule} (${found.reason}): ${messageOf(verdict, found)}`;
}

const SOON = ["today", "tomorrow"];

/** Where the signature is, if not on the digest itself. */
export function throughText(through: Through): string {
  if (through.kind === "index") return `through the index ${through.digest} that lists it`;
  const { length } = through.children;
  return length === 1 ? "through the one manifest that it lists" : `through all ${length} manifests that it lists`;
}

function explanation(rule: RuleId): string[] {
  const { why, remedy } = ruleOf(rule);
  return [`  Why: ${why}`, `  What to do: ${remedy}`];
}

/** What to write instead, and what vouches for it. */
export interface Offer {
  /** The reference, or of a secret the digest alone. */
  readonly write: string;
  readonly isWhole: boolean;
  readonly about: string;
}

/** What a finding suggests, as it may be shown. */
export function offerOf(verdict: Verdict, finding: Finding): Offer | undefined {
  const image = suggestedImage(verdict, finding);
  if (image === undefined || finding.suggestion === undefined) return undefined;
  const isWhole = verdict.use.secret !== true;
  const { digest } = finding.suggestion;
  return { write: isWhole ? image : digest, isWhole, about: vouching(verdict, finding.suggestion) };
}

/** What a suggested digest stands for, and who vouches for it; safe to print. */
export function vouching(verdict: Verdict, { verified, platforms }: Suggestion): string {
  const through = verdict.through === undefined ? "" : ` ${throughText(verdict.through)}`;
  const kind = platforms.length === 0 ? "single platform" : platforms.join(", ");
  const vouched = verified ? `${vouchers(verdict)}${through}` : unvouched(verdict);
  const since = verdict.locked === undefined ? "" : `the locked digest, since ${verdict.locked}; `;
  return `${kind}; ${since}${vouched}`;
}

/** What to use instead, and who vouches for that; no lines where nothing is offered. */
export function offer(verdict: Verdict, finding: Finding): string[] {
  const offered = offerOf(verdict, finding);
  if (offered === undefined) return [];
  const { write, isWhole, about } = offered;
  return [`  ${isWhole ? "Use" : "Add the digest"} ${write}`, `      (${about})`];
}

function unvouched({ locked }: Verdict): string {
  return locked === undefined
    ? "what this registry answered just now, vouched for by nobody"
    : "vouched for by nobody else";
}

/** Who vouches for a digest that was verified: those who signed it; without a signature, those who attested it. */
function vouchers({ signers, attestations = [] }: Verdict): string {
  if (signers.length > 0) return `signed by ${signers.map(named).join("; ")}`;
  return attestations.map(({ type, signer }) => `${visible(type)} attested by ${named(signer)}`).join("; ");
}

function named({ signer, identity }: Verdict["signers"][number]): string {
  return `${visible(signer)}, ${visible(identity)}`;
}
