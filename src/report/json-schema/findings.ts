import { z } from "zod";
import { LINT_CHECKS } from "../../policy/index.ts";
import { policy, text, version } from "./parts.ts";

const remark = z.strictObject({
  check: z.enum(LINT_CHECKS.map(({ id }) => id)).describe("docs/policy-lint.md explains each."),
  severity: z.enum(["error", "warning", "note"]),
  source: text.describe("The file that it is in."),
  path: text.describe("In the policy document: images[0].signedBy."),
  line: z.int().min(1).optional(),
  message: text,
  remedy: text,
});

/** What `policy lint --format json` prints. */
export const lintShape = z
  .strictObject({ version, policy, findings: z.array(remark) })
  .meta({ title: "Findings of digestbound policy lint, version 1" });

const check = z.strictObject({
  name: text,
  status: z.enum(["ok", "warning", "problem"]),
  detail: text,
  remedy: text.optional(),
});

/** What `doctor --format json` prints. */
export const doctorShape = z
  .strictObject({ version, checks: z.array(check) })
  .meta({ title: "Checks of digestbound doctor, version 1" });
