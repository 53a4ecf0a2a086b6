/** How a violated rule is enforced where nobody set a level: the words of Pulumi's enforcement levels. */
export type Level = "advisory" | "mandatory";

const SEVERITIES = ["low", "medium", "high", "critical"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One step less severe; there is nothing below `low`. */
export function lessSevere(severity: Severity): Severity {
  return SEVERITIES[SEVERITIES.indexOf(severity) - 1] ?? "low";
}

export type RuleId =
  | "image-reference"
  | "image-inspectable"
  | "image-registry"
  | "image-pinned"
  | "image-checked"
  | "image-signed"
  | "image-attested"
  | "image-known"
  | "image-lock"
  | "image-unlisted"
  | "registry-immutable"
  | "signing-by-tag";

/** Rules about files that only `digestbound check` reads: they are no policies of a pack. */
export const ONLY_IN_CHECK: readonly RuleId[] = ["signing-by-tag"];

/** One rule: what it finds, why that matters and what to do about it. Identifiers are stable; they are also the names of the Pulumi policies, where a preview can judge it. */
export interface Rule {
  readonly id: RuleId;
  /** What it finds, in a few words; Pulumi prints it above every violation. */
  readonly title: string;
  /** Why it matters, one line; told once per run. */
  readonly why: string;
  /** What to do about it, one line; told once per run. */
  readonly remedy: string;
  readonly level: Level;
  readonly severity: Severity;
  /** Whether the rule judges without asking a registry. */
  readonly offline: boolean;
}
