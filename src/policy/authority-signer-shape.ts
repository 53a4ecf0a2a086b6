import { z } from "zod";
import { issuerOnly } from "./issuer-signer-shape.ts";
import type { Shape } from "./shape.ts";
import { certificateParts, exactOrGlob, keysOnly, text, textOrGlob } from "./signer-parts.ts";

/** A signer by certificates of an authority of one's own, which no Fulcio issued. */
export const authoritySignerShape = {
  what: "a signer by certificate authority",
  schema: z.strictObject({
    ...certificateParts.keys,
    issuer: text.optional(),
    certificateAuthority: text,
    subject: textOrGlob,
  }),
  wordings: {
    ...certificateParts.wordings,
    certificateAuthority: {
      expected: "the path of a file with certificates, or certificates in PEM",
      remedy: "Write certificateAuthority: ca/acme.pem; the path is seen from the document's folder.",
    },
    subject: {
      expected: exactOrGlob("whom the certificate names"),
      remedy:
        "Write subject: release@acme.example; an authority alone would trust everybody to whom it gave a certificate.",
    },
  },
  planned: [],
  elsewhere: { ...keysOnly, ...issuerOnly },
} satisfies Shape<z.ZodRawShape>;
