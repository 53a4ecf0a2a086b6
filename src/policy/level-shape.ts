import { z } from "zod";
import { isDay } from "./day.ts";
import type { Shape } from "./shape.ts";

/** A rule's level from a day on. */
export const levelShape = {
  what: "a level with a date",
  schema: z.strictObject({ level: z.enum(["mandatory", "remediate"]), from: z.string().refine(isDay) }),
  wordings: {
    level: {
      expected: "mandatory, or remediate for image-pinned: before its date a rule is advisory",
      remedy: "Write { level: mandatory, from: 2027-01-31 }; a level without a date is one word.",
    },
    from: {
      expected: "a day such as 2027-01-31",
      remedy: "Write from: and the first day, in UTC, on which the rule has its level.",
    },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;
