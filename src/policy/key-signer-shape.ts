import { z } from "zod";
import { MAX_KEYS_PER_SIGNER, type SignatureScheme } from "../signature/index.ts";
import type { Shape } from "./shape.ts";
import { signerParts, text } from "./signer-parts.ts";

const SCHEMES = ["rsa-pss-sha256", "rsa-pss-sha384", "rsa-pss-sha512"] as const satisfies readonly SignatureScheme[];

const issuerKeys = [
  "issuer",
  "subject",
  "sourceRepository",
  "workflow",
  "ref",
  "runner",
  "environment",
  "trigger",
  "certificateAuthority",
];

/** A signer by key: whoever holds one of these private keys. */
export const keySignerShape = {
  what: "a signer by key",
  schema: z.strictObject({
    key: text.optional(),
    keys: z
      .array(z.union([text, z.record(z.string(), z.unknown())]))
      .min(1)
      .max(MAX_KEYS_PER_SIGNER)
      .optional(),
    transparencyLog: z.enum(["required", "not-required"]).optional(),
    scheme: z.enum(SCHEMES).optional(),
    ...signerParts.keys,
  }),
  wordings: {
    key: {
      expected: "the path of a public key file, or a public key in PEM",
      remedy: "Write key: keys/release.pub; the path is seen from the document's folder.",
      examples: ["keys/release.pub"],
    },
    keys: {
      expected: `a list of key files, keys in PEM or { key, from, until }, 1 to ${MAX_KEYS_PER_SIGNER}`,
      remedy: "Write keys: [keys/old.pub, keys/new.pub]; a signature by any one of them suffices.",
    },
    transparencyLog: {
      expected: "required or not-required",
      remedy: "Write transparencyLog: not-required to trust signatures by the key alone.",
      byDefault: "required",
    },
    scheme: {
      expected: `one of ${SCHEMES.join(", ")}`,
      remedy: "Write scheme: rsa-pss-sha256 where a key management service signs so, or leave it out.",
    },
    ...signerParts.wordings,
  },
  planned: [],
  elsewhere: Object.fromEntries(
    [...issuerKeys, "repositoryId", "ownerId"].map((key) => [
      key,
      {
        message: "goes with an issuer, and this signer has a key.",
        remedy: "Keep one of the two: a key has no identity beside itself. Two signers can stand in one signedBy.",
      },
    ]),
  ),
} satisfies Shape<z.ZodRawShape>;
