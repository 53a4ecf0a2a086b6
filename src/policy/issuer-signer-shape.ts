import { z } from "zod";
import type { Shape } from "./shape.ts";
import { exactOrGlob, keylessParts, keysOnly, textOrGlob } from "./signer-parts.ts";

const githubKeys = ["workflow", "runner", "environment", "trigger", "repositoryId", "ownerId"];

/** What is said of keys that belong to a signer on GitHub Actions, where a signer is another one. */
export const githubOnly = Object.fromEntries(
  githubKeys.map((key) => [
    key,
    {
      message: "goes with GitHub Actions' issuer, and this signer has another one.",
      remedy: "Write subject: what the certificates of this issuer name.",
    },
  ]),
);

/** The same, and of those that only an issuer's certificates have. */
export const issuerOnly = {
  ...githubOnly,
  ...Object.fromEntries(
    ["sourceRepository", "ref"].map((key) => [
      key,
      {
        message: "goes with certificates of a Sigstore instance, and this signer has an authority of its own.",
        remedy: "Write trustedRoot with the instance's root in the place of certificateAuthority, or remove it.",
      },
    ]),
  ),
};

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
  called: { identity: "subject", certificateIdentity: "subject", email: "subject", repository: "sourceRepository" },
  elsewhere: { ...keysOnly, ...githubOnly },
} satisfies Shape<z.ZodRawShape>;
