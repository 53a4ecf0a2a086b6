import { z } from "zod";
import type { Shape } from "./shape.ts";
import { exactOrGlob, keylessParts, keysOnly, textOrGlob } from "./signer-parts.ts";

/** A keyless signer of any issuer but GitHub Actions. */
export const issuerSignerShape = {
  what: "a signer by issuer and subject",
  schema: z.strictObject({ ...keylessParts.keys, subject: textOrGlob, sourceRepository: textOrGlob.optional() }),
  wordings: {
    ...keylessParts.wordings,
    subject: {
      expected: exactOrGlob("whom the certificate names"),
      remedy: "Write subject: release@acme.example; an issuer alone would trust everybody who can log in there.",
    },
    sourceRepository: {
      expected: exactOrGlob("the repository that is built"),
      remedy: "Write sourceRepository: https://gitlab.com/acme/web.",
    },
  },
  planned: [],
  elsewhere: {
    ...keysOnly,
    ...Object.fromEntries(
      ["workflow", "runner", "environment", "trigger", "repositoryId", "ownerId"].map((key) => [
        key,
        {
          message: "goes with GitHub Actions' issuer, and this signer has another one.",
          remedy: "Write subject: what the certificates of this issuer name.",
        },
      ]),
    ),
  },
} satisfies Shape<z.ZodRawShape>;
