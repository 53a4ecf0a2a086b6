import { z } from "zod";
import { GITHUB_ISSUER } from "./issuer.ts";

const MAX_ROOTS = 8;
const MAX_ANNOTATIONS = 32;

export const text = z.string().min(1);
/** Of signers, none twice. */
export const names = z.array(text).min(1).meta({ uniqueItems: true });
const glob = text.meta({
  description: "Text with wildcards: * for one or more characters but no slash, ** as the last component for any.",
});
export const textOrGlob = z.union([text, z.strictObject({ glob })]);

export function exactOrGlob(what: string): string {
  return `${what}, or { glob: … }`;
}

const annotations = z
  .record(text, text)
  .refine((given) => {
    const { length } = Object.keys(given);
    return length >= 1 && length <= MAX_ANNOTATIONS;
  })
  .meta({ minProperties: 1, maxProperties: MAX_ANNOTATIONS });

/** The keys of every cosign signer: what its signed bytes must say, and by whose logs and authorities they are verified. */
export const signerParts = {
  keys: {
    requireReference: z.enum(["repository"]).optional(),
    annotations: annotations.optional(),
    trustedRoot: z.union([text, z.array(text).min(1).max(MAX_ROOTS)]).optional(),
    witnesses: z
      .record(z.string(), z.unknown())
      .refine((given) => Object.keys(given).length > 0)
      .optional(),
  },
  wordings: {
    requireReference: {
      expected: "repository",
      remedy:
        "Write requireReference: repository, or leave it out; only signatures in cosign's legacy format can meet it.",
    },
    annotations: {
      expected: `a mapping from names to texts, 1 to ${MAX_ANNOTATIONS}`,
      remedy: "Write annotations: { env: prod }, as in cosign sign -a env=prod; put numbers and true into quotes.",
    },
    trustedRoot: {
      expected: `public-good, the path of a trusted root file, or a list of paths, 1 to ${MAX_ROOTS}`,
      remedy: "Write trustedRoot: roots/acme.json, seen from the document's folder, or leave it out for public-good.",
      byDefault: "public-good",
      examples: ["public-good", "roots/acme.json"],
    },
    witnesses: {
      expected: "a mapping with transparencyLogs, certificateLogs or timestampAuthorities",
      remedy: "Write witnesses: { timestampAuthorities: 1 }, or leave it out for one log of each kind.",
    },
  },
};

/** The keys of every signer by certificates. */
export const certificateParts = {
  keys: {
    issuer: text,
    transparencyLog: z.enum(["required", "not-required"]).optional(),
    ...signerParts.keys,
  },
  wordings: {
    issuer: {
      expected: "the issuer that the certificate names",
      remedy: `Write issuer: ${GITHUB_ISSUER}, or that of your own identities; it is compared letter by letter.`,
      examples: [GITHUB_ISSUER, "https://accounts.google.com", "https://gitlab.com"],
    },
    transparencyLog: {
      expected: "required or not-required",
      remedy:
        "Write transparencyLog: not-required where the trusted root is of an instance without logs, as GitHub's is.",
      byDefault: "required",
    },
    ...signerParts.wordings,
  },
};

/** The keys of every keyless signer. */
export const keylessParts = {
  keys: { ...certificateParts.keys, ref: textOrGlob.optional() },
  wordings: {
    ...certificateParts.wordings,
    ref: {
      expected: exactOrGlob("the full name of a branch or a tag"),
      remedy: "Write ref: refs/heads/main or ref: { glob: refs/tags/v* }.",
      examples: ["refs/heads/main"],
    },
  },
};

/** What is said of keys that belong to a signer by key, where a signer has an issuer. */
export const keysOnly = {
  scheme: {
    message: "goes with a key, and this signer has an issuer.",
    remedy: "Remove it; a certificate says itself what its key is.",
  },
};
