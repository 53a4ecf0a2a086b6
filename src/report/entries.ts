import type { Verdict } from "../gate/index.ts";
import type { Place } from "../discover/index.ts";
import { isNoFault, told, type Lifted, type LevelsNow, type ToldFinding } from "../policy/index.ts";
import { printable } from "../reference/index.ts";
import type { Severity } from "../rules/index.ts";
import { blocks, type GeneralFinding, type Report } from "./report.ts";
import { messageOf, offerOf } from "./text.ts";

/** How much a finding weighs in a run: error fails it, note is no fault. */
export type Weight = "error" | "warning" | "note";

/** The words by which people read it, those of Pulumi's levels. */
export const WEIGHT_WORDS = { error: "error", warning: "advisory", note: "note" } as const satisfies Record<
  Weight,
  string
>;

/** One finding of a report, about an image use or about something else, for formats that list findings. */
export interface Entry {
  readonly weight: Weight;
  readonly rule: GeneralFinding["rule"];
  readonly reason: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place?: Place;
  /** Lines of text: what to write instead. */
  readonly remedy?: string;
  /** The judged use, where it is about one. */
  readonly verdict?: Verdict;
  readonly finding?: ToldFinding;
  /** An exemption lifted it. */
  readonly lifted?: Lifted;
}

/** Every finding that is told, in the order of the report: those about uses, then the others. */
export function entriesOf({ verdicts, findings, levels }: Report): readonly Entry[] {
  return [...verdicts.flatMap((verdict) => entriesAbout(verdict, levels)), ...findings.map(generalEntry)];
}

/** What is told about one use. A verdict that gives no reason and blocks is told as that (law 3). */
export function entriesAbout(verdict: Verdict, levels: LevelsNow): readonly Entry[] {
  const { place } = verdict.use;
  const { findings } = told(verdict, levels);
  if (findings.length === 0 && verdict.findings.length === 0 && blocks(verdict, levels)) return [unexplained(verdict)];
  return findings.map((finding) => {
    const { rule, reason, severity } = finding;
    return {
      weight: weightOf(finding),
      rule,
      reason,
      severity,
      message: messageOf(verdict, finding),
      place,
      verdict,
      finding,
    };
  });
}

/** What exemptions lifted; each is only a note. */
export function liftedEntries({ verdicts }: Report): readonly Entry[] {
  return verdicts.flatMap((verdict) =>
    (verdict.lifted ?? []).map((lifted) => {
      const { rule, reason, severity } = lifted.finding;
      const message = messageOf(verdict, lifted.finding);
      return { weight: "note", rule, reason, severity, message, place: verdict.use.place, verdict, lifted } as const;
    }),
  );
}

/** The heaviest first, then the most severe; what is alike stays in its order. */
export function worstFirst(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((one, other) => rank(one) - rank(other));
}

/** A use's image as it may be shown; undefined where nobody knows it, or nobody may (law 10). */
export function shownImage({ image, use }: Verdict): string | undefined {
  return image === null || use.secret === true ? undefined : printable(image);
}

/** What to write instead, in a sentence with what vouches for it. */
export function offerSentence({ verdict, finding }: Entry): string | undefined {
  const offer = verdict && finding && offerOf(verdict, finding);
  return offer && `${offer.isWhole ? "Use" : "Add the digest"} ${offer.write} (${offer.about})`;
}

/** The file that a finding stands in; standard input is none that anybody could open. */
export function fileOf(place: Place | undefined): string | undefined {
  return place?.file === "-" ? undefined : place?.file;
}

export function generalEntry({ level, rule, reason, severity, message, place, remedy }: GeneralFinding): Entry {
  const light = severity === "low" ? "note" : "warning";
  const more = { ...(place && { place }), ...(remedy !== undefined && { remedy }) };
  return { weight: level === "mandatory" ? "error" : light, rule, reason, severity, message, ...more };
}

function weightOf(finding: ToldFinding): Weight {
  if (finding.level === "mandatory") return "error";
  return isNoFault(finding) ? "note" : "warning";
}

function unexplained(verdict: Verdict): Entry {
  const rule = verdict.status === "unknown" ? "image-known" : "image-checked";
  const message = `the verdict is ${verdict.status}, and no reason was given for it.`;
  return { weight: "error", rule, reason: "no-reason", severity: "high", message, place: verdict.use.place, verdict };
}

const WEIGHTS: readonly Weight[] = ["error", "warning", "note"];
const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

function rank({ weight, severity }: Entry): number {
  return WEIGHTS.indexOf(weight) * SEVERITIES.length + SEVERITIES.indexOf(severity);
}
