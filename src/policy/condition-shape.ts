import { z } from "zod";
import type { Shape } from "./shape.ts";
import { text } from "./signer-parts.ts";

const MAX_VALUES = 100;

const value = z.union([text, z.number(), z.boolean()]);

/** What a custom predicate has to hold at one place. */
export const conditionShape = {
  what: "a condition",
  schema: z.strictObject({
    at: text,
    equals: value.optional(),
    in: z.array(value).min(1).max(MAX_VALUES).optional(),
    glob: text.optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    above: z.number().optional(),
    below: z.number().optional(),
  }),
  wordings: {
    at: {
      expected: "a JSON pointer",
      remedy: "Write at: /approved, or /checks/0/passed for a place further in; ~1 is a slash in a name, ~0 a tilde.",
    },
    equals: { expected: "a text, a number, true or false", remedy: "Write equals: true, and a text in quotes." },
    in: {
      expected: `a list of texts, numbers, true and false, 1 to ${MAX_VALUES}`,
      remedy: "Write in: [platform, security].",
    },
    glob: { expected: "a text with wildcards", remedy: "Write glob: prod-*." },
    atLeast: { expected: "a number", remedy: "Write atLeast: 5, without quotes." },
    atMost: { expected: "a number", remedy: "Write atMost: 5, without quotes." },
    above: { expected: "a number", remedy: "Write above: 5, without quotes." },
    below: { expected: "a number", remedy: "Write below: 5, without quotes." },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;
