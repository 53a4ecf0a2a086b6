/** Why a registry resource lets an image change or vanish under its name; docs/reasons.md lists them. */
export const LINT_REASONS = [
  "mutable-tags",
  "excluded-tags",
  "immutability-disabled",
  "deletes-images",
  "vanishing-image",
  "unreadable-policy",
] as const;

export type LintReason = (typeof LINT_REASONS)[number];

/** What is wrong with a resource that is about no image use. */
export interface LintFinding {
  readonly rule: "registry-immutable";
  readonly reason: LintReason;
  /** Path inside the resource, safe to print. */
  readonly path: string;
  /** What is wrong and what to write instead; repeats no value of the resource, since any of them may be a secret (law 10). */
  readonly message: string;
}

export function found(reason: LintReason, path: string, message: string): LintFinding {
  return { rule: "registry-immutable", reason, path, message };
}
