import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";

type Validation = (args: ResourceValidationArgs, report: ReportViolation) => Promise<void> | void;

/** A throw would end the whole preview at this resource, and an unknown value's would turn the rule advisory: both become a violation. */
export function guarded(
  validation: Validation,
): (args: ResourceValidationArgs, report: ReportViolation) => Promise<void> {
  return async (args, report) => {
    try {
      await validation(args, report);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      report(`internal-error: this rule failed (${name}), so the resource was not judged. Please report this defect.`);
    }
  };
}
