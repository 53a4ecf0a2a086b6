import { z } from "zod";
import { generalFinding, policy, version } from "./parts.ts";
import { useKeys } from "./use.ts";

const count = z.int().min(0);

/** What `verify --format json` prints. */
export const reportShape = z
  .strictObject({
    version,
    policy: policy.nullable().describe("null where there is no document."),
    uses: z.array(z.strictObject(useKeys).meta({ title: "Verdict on one image use" })),
    findings: z.array(generalFinding).describe("About no image."),
    inputs: z.strictObject({ read: count, skipped: z.array(z.never()) }),
    summary: z.strictObject({
      uses: count,
      accepted: count,
      rejected: count,
      undetermined: count,
      unknown: count,
      exempt: count,
    }),
  })
  .meta({ title: "Report of digestbound, version 1" });
