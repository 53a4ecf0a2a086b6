import { z } from "zod";
import { exemptionShape } from "./exemption-shape.ts";
import type { Shape } from "./shape.ts";
import { text } from "./signer-parts.ts";

/** Never what could not be found out, and never what nobody can see: both stay with whoever writes the document. */
const INLINE_RULES = ["image-pinned", "image-signed", "image-attested", "image-registry"] as const;

const { image, because, owner, until } = exemptionShape.wordings;

/** An exemption as a resource may ask for it: the keys of the document's, for the resource itself. */
export const inlineShape = {
  what: "an exemption in a resource",
  schema: exemptionShape.schema
    .omit({ resource: true, reasons: true })
    .extend({ image: text, rule: z.enum(INLINE_RULES) }),
  wordings: {
    image,
    rule: { expected: `one of ${INLINE_RULES.join(", ")}`, remedy: "Write the others into the policy document." },
    because,
    owner,
    until,
  },
  planned: [],
  elsewhere: {
    resource: { message: "is not for a resource: what stands in it is about it alone.", remedy: "Remove it." },
    reasons: { message: "only counts in the policy document.", remedy: "Write the exemption there." },
  },
} satisfies Shape<z.ZodRawShape>;
