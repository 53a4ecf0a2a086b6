import type { LintCheck } from "./check.ts";
import { endedBreakGlass, endedExemption, noLongestExemption, voidExemption } from "./exemption-ends.ts";
import { duplicateExemption, mootExemption } from "./exemption-scope.ts";
import { cataloguedField } from "./field-checks.ts";
import { anyRepository, anyWorkflow, noLog, undecidedSigner } from "./identity-checks.ts";
import { unmetExemption, unmetMatch, wideExemption } from "./image-checks.ts";
import { spentDate, switchedOff } from "./level-checks.ts";
import { inlineExemptions } from "./inline-check.ts";
import { anyBranch, anyPullRequest } from "./ref-checks.ts";
import { plainHttp, plainPassword } from "./registry-checks.ts";
import { partlyCaptured, sharedSigner } from "./replay-checks.ts";
import { redundantRule, unreachableRule } from "./rule-checks.ts";
import { unsignedAnybody, unsignedMatch } from "./unsigned-checks.ts";
import { unusedRegistry, unusedSigner } from "./unused-checks.ts";

/** Every check of `digestbound policy lint`, as docs/policy-lint.md lists them. */
export const LINT_CHECKS: readonly LintCheck[] = [
  anyPullRequest,
  anyBranch,
  anyRepository,
  anyWorkflow,
  noLog,
  undecidedSigner,
  unusedSigner,
  sharedSigner,
  partlyCaptured,
  unreachableRule,
  redundantRule,
  unsignedAnybody,
  unsignedMatch,
  unmetMatch,
  plainPassword,
  plainHttp,
  unusedRegistry,
  switchedOff,
  spentDate,
  cataloguedField,
  voidExemption,
  endedExemption,
  endedBreakGlass,
  noLongestExemption,
  duplicateExemption,
  mootExemption,
  wideExemption,
  unmetExemption,
  inlineExemptions,
];
