import { z } from "zod";
import { ACKNOWLEDGEABLE } from "./acknowledgeable.ts";
import { reason } from "./because.ts";
import { cosignWordings } from "./cosign-keys.ts";
import { COVER_CHOICES } from "./covers.ts";
import { DAYS_PATTERN, durationOf, LONGEST_EXEMPTION } from "./duration.ts";
import { FRESHNESS_PATTERN, isFreshness } from "./freshness.ts";
import { MATCH_PATTERN } from "./match-pattern.ts";
import { PRESET_NAMES } from "./presets/index.ts";
import type { Shape } from "./shape.ts";
import { names, signerParts } from "./signer-parts.ts";

/** More image rules than this belong into patterns; every pair of them is compared at load. */
const MAX_RULES = 1000;
const MAX_REGISTRIES = 1000;
const MAX_SIGNERS = 100;
export const MAX_EXEMPTIONS = 1000;
const MAX_ATTESTATIONS = 16;
const MAX_FIELDS = 1000;
const MAX_BASES = 8;
/** More than there are rules, so that each wrong name is told by itself. */
const MAX_LEVELS = 100;

const mapping = z.record(z.string(), z.unknown());

/** What a path may be is told when it is read. */
const base = z.string().min(1).meta({ pattern: "^[^/\\\\:][^\\\\:]*\\.(ya?ml|json)$" });

/** The document, version 1. What its entries hold is read entry by entry, so that one mistake hides no other. */
export const documentShape = {
  what: "a policy document",
  schema: z.strictObject({
    version: z.literal(1),
    extends: z.union([base, z.array(base).min(1).max(MAX_BASES)]).optional(),
    signers: mapping
      .refine((signers) => hasEntries(signers, MAX_SIGNERS))
      .meta({ minProperties: 1, maxProperties: MAX_SIGNERS })
      .optional(),
    images: z.array(z.unknown()).min(1).max(MAX_RULES),
    registries: z.array(z.unknown()).min(1).max(MAX_REGISTRIES).optional(),
    fields: z.array(z.unknown()).min(1).max(MAX_FIELDS).optional(),
    notImages: z.array(z.unknown()).min(1).max(MAX_FIELDS).optional(),
    resolveAtUpdate: z.boolean().optional(),
    builtInStack: z.enum(["accepted", "rejected"]).optional(),
    cdkAssets: z.enum(["accepted", "rejected"]).optional(),
    cdkAcknowledgements: z.array(z.enum(ACKNOWLEDGEABLE)).min(1).max(MAX_LEVELS).optional(),
    levels: mapping.refine((levels) => hasEntries(levels, MAX_LEVELS)).optional(),
    exemptions: z.array(z.unknown()).min(1).max(MAX_EXEMPTIONS).optional(),
    longestExemption: z
      .string()
      .refine((text) => text.endsWith("d") && durationOf(text, LONGEST_EXEMPTION) !== undefined)
      .meta({ pattern: DAYS_PATTERN })
      .optional(),
    inline: z.enum(["allowed", "rejected"]).optional(),
    // YAML reads an unquoted 0 as a number.
    freshness: z
      .union([z.literal(0).transform(String), z.string().refine(isFreshness).meta({ pattern: FRESHNESS_PATTERN })])
      .optional(),
  }),
  wordings: {
    version: { expected: "the number 1", remedy: "Write version: 1, without quotes." },
    extends: {
      expected: `a file, or a list of files, 1 to ${MAX_BASES}`,
      remedy: "Write extends: base.yaml, a file beside this one or below its folder.",
    },
    signers: {
      expected: `a mapping from names to signers, 1 to ${MAX_SIGNERS}`,
      remedy:
        "Write a name, a colon, and below it whom it stands for, without dashes: release-key: { cosign: { key: keys/release.pub } }; " +
        "or leave signers out where no image rule has signedBy.",
    },
    images: {
      expected: `a list of image rules, 1 to ${MAX_RULES}`,
      remedy:
        "Write at least one rule, each with a dash before it: - match: ghcr.io/acme/*; an image that no rule covers is rejected.",
    },
    registries: {
      expected: `a list of registry settings, 1 to ${MAX_REGISTRIES}`,
      remedy: "Write a list of entries, each a host and its settings, or leave registries out.",
    },
    fields: {
      expected: `a list of fields, 1 to ${MAX_FIELDS}`,
      remedy: "Write fields: [{ type: acme:index:Service, path: spec.image }], or leave fields out.",
    },
    notImages: {
      expected: `a list of places, 1 to ${MAX_FIELDS}`,
      remedy:
        "Write notImages: [{ type: acme.io/Widget, path: spec.image, because: it names a picture }], or leave notImages out.",
    },
    resolveAtUpdate: {
      expected: "true or false",
      remedy:
        "Write resolveAtUpdate: true, without quotes, or leave it out: an update then writes only what a preview showed.",
      byDefault: false,
    },
    builtInStack: {
      expected: "accepted or rejected",
      remedy: "Write builtInStack: accepted to let a program deploy what it builds, or leave it out.",
      byDefault: "rejected",
    },
    cdkAssets: {
      expected: "accepted or rejected",
      remedy:
        "Write cdkAssets: accepted to let image assets of the AWS CDK through by their bootstrap repository, or leave it out.",
      byDefault: "rejected",
    },
    cdkAcknowledgements: {
      expected: `a list of rules, some of ${ACKNOWLEDGEABLE.join(", ")}`,
      remedy: "Write cdkAcknowledgements: [image-signed], or leave it out: no CDK app then acknowledges anything.",
    },
    levels: {
      expected: "a mapping from rules to levels",
      remedy: "Write levels: { image-signed: advisory }, or leave levels out: each rule then has its own level.",
    },
    exemptions: {
      expected: `a list of exemptions, 1 to ${MAX_EXEMPTIONS}`,
      remedy: "Write entries with image, rule, because, owner and until, or leave exemptions out.",
    },
    longestExemption: {
      expected: "a number of days such as 90d",
      remedy: "Write longestExemption: 90d, or leave it out.",
      examples: ["90d"],
    },
    inline: {
      expected: "allowed or rejected",
      remedy: "Write inline: allowed to let resources ask for exemptions of their own, or leave it out.",
    },
    freshness: {
      expected: "a time such as 10m or 30s, or 0",
      remedy:
        "Write freshness: 10m with at most 60m, or leave it out, which means 10m; 0 asks the registry every time.",
      byDefault: "10m",
    },
  },
  planned: [],
  called: { rules: "images", repositories: "images" },
} satisfies Shape<z.ZodRawShape>;

export const signerShape = {
  what: "a signer",
  schema: z.strictObject({
    cosign: mapping.optional(),
    preset: z.enum(PRESET_NAMES).optional(),
    trustedRoot: signerParts.keys.trustedRoot,
  }),
  wordings: {
    cosign: {
      expected: "a mapping with key, or with issuer and whom it vouches for",
      remedy: "Write cosign: { key: keys/release.pub, … }.",
    },
    preset: {
      expected: `one of ${PRESET_NAMES.join(", ")}`,
      remedy: "Write preset: kubernetes, or the identity itself under cosign.",
    },
    trustedRoot: signerParts.wordings.trustedRoot,
  },
  planned: ["notation"],
  elsewhere: Object.fromEntries(
    Object.keys(cosignWordings).map((key) => [
      key,
      {
        message: "stands one level too high.",
        remedy: `Write cosign: below the signer's name, and ${key} below that.`,
      },
    ]),
  ),
} satisfies Shape<z.ZodRawShape>;

export const imageRuleShape = {
  what: "an image rule",
  schema: z.strictObject({
    match: z.string().min(1).meta({ pattern: MATCH_PATTERN }),
    signedBy: names.optional(),
    atLeast: z.int().min(2).optional(),
    allOf: names.optional(),
    signature: z.enum(["not-required"]).optional(),
    because: reason.optional(),
    attestations: z.array(z.unknown()).min(1).max(MAX_ATTESTATIONS).optional(),
    boundToBuild: mapping.optional(),
    childOfSignedIndex: z.enum(COVER_CHOICES).optional(),
    allChildren: z.enum(COVER_CHOICES).optional(),
  }),
  wordings: {
    match: {
      expected: "a pattern of repositories",
      remedy: "Write match: ghcr.io/acme/* with your own registry.",
      examples: ["ghcr.io/acme/*", "ghcr.io/acme/{name}", "registry.example.com/team/**"],
    },
    signedBy: {
      expected: "a list of signer names",
      remedy: "Write signedBy: [release-key]; a signature by any one of them suffices.",
    },
    atLeast: {
      expected: "a whole number from 2",
      remedy: "Write atLeast: 2 beside signedBy: [alice, bob, carol]; without it any one suffices.",
    },
    allOf: {
      expected: "a list of signer names",
      remedy: "Write allOf: [release-key, security-team]; every one of them has to sign.",
    },
    signature: {
      expected: "not-required",
      remedy: "Write signature: not-required with because, or name signers in signedBy.",
    },
    because: {
      expected: "a text that says why",
      remedy: "Write because: and why no signature is required of these images.",
    },
    attestations: {
      expected: `a list of attestations, 1 to ${MAX_ATTESTATIONS}`,
      remedy: "Write attestations: [{ type: slsa-provenance, by: [acme-ci] }]; all of them are required.",
    },
    boundToBuild: {
      expected: "a mapping with by and within",
      remedy: "Write boundToBuild: { by: [acme-ci], within: 1h }, or leave it out.",
    },
    childOfSignedIndex: {
      expected: "accepted or rejected",
      remedy:
        "Write childOfSignedIndex: accepted where a signature on the index is enough for the images that it lists, or leave it out.",
      byDefault: "rejected",
    },
    allChildren: {
      expected: "accepted or rejected",
      remedy:
        "Write allChildren: accepted where an index needs no signature if all that it lists is signed, or leave it out.",
      byDefault: "rejected",
    },
  },
  planned: [],
  called: { image: "match", repository: "match", pattern: "match", signers: "signedBy", reason: "because" },
} satisfies Shape<z.ZodRawShape>;

function hasEntries(entries: Readonly<Record<string, unknown>>, max: number): boolean {
  const { length } = Object.keys(entries);
  return length >= 1 && length <= max;
}
