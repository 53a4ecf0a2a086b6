import { z } from "zod";
import { rules } from "../../rules/index.ts";

export const version = z.literal(1).describe("Of this format.");

export const text = z.string();

export const count = z.int().min(0);

export const digest = z.string().regex(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/);

export const ruleId = z.enum(rules.map(({ id }) => id));

export const severity = z.enum(["low", "medium", "high", "critical"]);

/** What a run was judged by. */
export const policy = z
  .strictObject({
    source: text.describe("The document's file, or what it is called where it is none."),
    digest: digest.describe("Of the document's bytes."),
  })
  .meta({ title: "Policy document" });

/** What is said about no image. */
export const generalFinding = z
  .strictObject({
    rule: z.enum(["no-policy", "trusted-root", "exemptions"]),
    reason: z.enum(["no-policy", "old-trusted-root", "exemption-unused"]),
    severity: z.literal("low"),
    message: text,
  })
  .meta({ title: "Finding about no image" });
