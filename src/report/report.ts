import type { Verdict } from "../gate/index.ts";
import type { Place } from "../discover/index.ts";
import { told, type LevelsNow, type PolicyDocument, type Status } from "../policy/index.ts";
import type { Level, RuleId, Severity } from "../rules/index.ts";

/**
 * One finding about no image use: that there is no policy document, that a trusted root is old, that an exemption lifts
 * nothing, that a change touches the policy, or what a rule finds in a pipeline or a registry's settings.
 */
export interface GeneralFinding {
  readonly rule: "no-policy" | "trusted-root" | "exemptions" | "policy-changed" | RuleId;
  readonly reason: string;
  readonly severity: Severity;
  /** Left out, it is advice. */
  readonly level?: Level;
  readonly message: string;
  readonly place?: Place;
  /** What to write instead, lines of text: a command, a setting. Safe to print. */
  readonly remedy?: string;
}

/** The files that a run was given. */
export interface Inputs {
  /** What was recognised; one file may hold several things. */
  readonly read: readonly { readonly file: string; readonly format: string }[];
  /** Each with why, words that follow the file's name: "is not valid YAML". */
  readonly skipped: readonly { readonly file: string; readonly why: string }[];
}

/** Everything that a run found, before anybody decides how to show it. */
export interface Report {
  readonly policy: Pick<PolicyDocument, "source" | "digest"> | undefined;
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly GeneralFinding[];
  /** How the rules' findings count; the verdicts are what they are. */
  readonly levels: LevelsNow;
  /** The moment as of which was judged, where that was not the present. */
  readonly at?: Date;
  /** Where files were read; left out, each use was named by itself. */
  readonly inputs?: Inputs;
}

export const noPolicy: GeneralFinding = {
  rule: "no-policy",
  reason: "no-policy",
  severity: "low",
  message:
    "There is no policy document, so only image-pinned, image-reference and image-inspectable judge, no registry was asked and no signature was verified. " +
    "To begin, write digestbound.yaml:\n" +
    "  version: 1\n" +
    "  signers:\n" +
    "    release-key: { cosign: { key: keys/release.pub, transparencyLog: not-required } }\n" +
    "  images:\n" +
    "    - match: registry.example.com/team/**\n" +
    "      signedBy: [release-key]\n" +
    "docs/policy.md explains every option.",
};

export function count(verdicts: readonly Verdict[], status: Status): number {
  return verdicts.filter((verdict) => verdict.status === status).length;
}

/** How many findings exemptions lifted. */
export function countLifted(verdicts: readonly Verdict[]): number {
  return verdicts.reduce((sum, { lifted = [] }) => sum + lifted.length, 0);
}

type Judged = Pick<Report, "verdicts" | "levels"> & Partial<Pick<Report, "findings">>;

/** 0 where nothing that is mandatory was found, 1 rejected, 3 could not find out: the contract's exit codes for a finished report. */
export function exitCode({ verdicts, levels, findings = [] }: Judged): 0 | 1 | 3 {
  if (findings.some(({ level }) => level === "mandatory")) return 1;
  const blocking = verdicts.filter((verdict) => blocks(verdict, levels));
  // What is noticed beside an accepted image blocks where the policy makes its rule mandatory.
  if (blocking.some((verdict) => verdict.status === "rejected" || passes(verdict))) return 1;
  return blocking.length === 0 ? 0 : 3;
}

/** Whether a verdict is more than advice. One that gives no reason blocks whatever the levels are (law 3). */
export function blocks(verdict: Verdict, levels: LevelsNow): boolean {
  const { status, findings } = verdict;
  if (passes(verdict)) return told(verdict, levels).findings.some(({ level }) => level === "mandatory");
  if (status === "unknown" && findings.length === 0) return levels("image-known").level === "mandatory";
  return findings.length === 0 || told(verdict, levels).findings.some(({ level }) => level === "mandatory");
}

/** Whether an image is let through by its verdict. */
export function passes({ status }: Pick<Verdict, "status">): boolean {
  return status === "accepted" || status === "exempt";
}
