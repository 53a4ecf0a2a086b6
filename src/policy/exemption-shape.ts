import { z } from "zod";
import { reason } from "./because.ts";
import { DAY_PATTERN, isDay } from "./day.ts";
import { EXEMPTIBLE } from "./exemption.ts";
import { isMoment, MOMENT_PATTERN } from "./moment.ts";
import type { Shape } from "./shape.ts";
import { text } from "./signer-parts.ts";

export const exemptionShape = {
  what: "an exemption",
  schema: z.strictObject({
    image: text.optional(),
    resource: text.optional(),
    rule: z.enum(EXEMPTIBLE),
    reasons: z.tuple([z.literal("undetermined")]).optional(),
    because: reason,
    owner: text,
    until: z
      .string()
      .refine((until) => isDay(until) || isMoment(until))
      .meta({ pattern: `${DAY_PATTERN}|${MOMENT_PATTERN}` }),
  }),
  wordings: {
    image: {
      expected: "a repository, with wildcards as in match, or one digest of it",
      remedy: "Write image: quay.io/legacy/app, or quay.io/legacy/app@sha256:….",
    },
    resource: {
      expected: "a text with * for any characters",
      remedy: 'Write resource: "*::legacy-*"; it narrows the exemption to these resources.',
    },
    rule: {
      expected: `one of ${EXEMPTIBLE.join(", ")}`,
      remedy: "Write the one rule that is lifted, such as rule: image-signed.",
    },
    reasons: {
      expected: "[undetermined]",
      remedy: "Write reasons: [undetermined] beside rule: image-checked, or leave it out.",
    },
    because: { expected: "a text that says why", remedy: "Write because: and one line for whoever reviews it." },
    owner: { expected: "who answers for it", remedy: "Write owner: team-legacy." },
    until: {
      expected: "a day such as 2027-01-31, or a moment such as 2026-11-28T09:00Z",
      remedy: "Write until: and the last valid day, in UTC.",
    },
  },
  planned: [],
  called: { match: "image", repository: "image", reason: "because", expires: "until" },
} satisfies Shape<z.ZodRawShape>;
