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

export const place = z
  .strictObject({
    file: text.optional(),
    line: z.int().min(1).optional(),
    column: z.int().min(1).optional().describe("Of the reference itself, in UTF-16 code units."),
    endColumn: z.int().min(1).optional().describe("The first after the reference, where it stands there as it is."),
    resource: text.describe("The URN, or how a file's reader names the resource."),
    path: text.describe("Inside the resource: spec.template.spec.containers[0].image."),
  })
  .meta({ title: "Where it stands" });

/** What is said about no image. */
export const generalFinding = z
  .strictObject({
    rule: z.enum(["no-policy", "trusted-root", "exemptions", "policy-changed", ...rules.map(({ id }) => id)]),
    reason: text.describe("A stable code; docs/reasons.md lists all."),
    severity,
    level: z.enum(["advisory", "mandatory"]).optional().describe("Left out, it is advice."),
    message: text,
    place: place.optional(),
    remedy: text.optional().describe("What to write instead."),
  })
  .meta({ title: "Finding about no image" });
