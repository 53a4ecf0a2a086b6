import { z } from "zod";
import { count, generalFinding, policy, text, version } from "./parts.ts";
import { useKeys } from "./use.ts";

/** What `verify --format json` prints. */
export const reportShape = z
  .strictObject({
    version,
    policy: policy.nullable().describe("null where there is no document."),
    at: text.optional().describe("As of when it was judged, where that was asked for: a moment to come."),
    uses: z.array(z.strictObject(useKeys).meta({ title: "Verdict on one image use" })),
    findings: z.array(generalFinding).describe("About no image."),
    inputs: z.strictObject({
      read: count.describe("Files, or references that were named by themselves."),
      formats: z.array(text).optional().describe("What the files were recognised as."),
      skipped: z.array(z.strictObject({ file: text, why: text.describe("Words that follow the file's name.") })),
    }),
    summary: z.strictObject({
      uses: count,
      accepted: count,
      rejected: count,
      undetermined: count,
      unknown: count,
      exempt: count,
      lifted: count.describe("How many findings exemptions lifted."),
    }),
  })
  .meta({ title: "Report of digestbound, version 1" });
