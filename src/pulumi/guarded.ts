import type { ReportViolation } from "@pulumi/policy";

/** A throw would end the whole preview at this resource, and an unknown value's would turn the rule advisory: both become a violation. */
export async function guarded(report: ReportViolation, validation: () => Promise<void> | void): Promise<void> {
  try {
    await validation();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    report(`internal-error: this rule failed (${name}), so not everything was judged. Please report this defect.`);
  }
}

/** Remediation that fails changes nothing; the tag that stays is rejected by the rule (law 3). */
export async function unchangedOnFailure<T>(remediation: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await remediation();
  } catch {
    return undefined;
  }
}
