import { z } from "zod";
import { SEVERITIES } from "../predicate/index.ts";
import { DAY, DURATION_PATTERN, durationOf } from "./duration.ts";
import type { Shape } from "./shape.ts";
import { exactOrGlob, names, text, textOrGlob } from "./signer-parts.ts";

/** A scan that is older says nothing about what was found since. */
export const MAX_AGE = 366 * DAY;
const MAX_CONDITIONS = 32;

/** `critical` would let everything through. */
const LIMITS = ["none", ...SEVERITIES.filter((one) => one !== "critical")] as const;

const common = {
  keys: { type: text, by: names },
  wordings: {
    type: {
      expected: "slsa-provenance, sbom, spdx, cyclonedx, vulnerabilities, or the URI of a predicate type",
      remedy: "Write type: slsa-provenance, or the predicateType that the attestation itself holds.",
    },
    by: {
      expected: "a list of signer names",
      remedy: "Write by: [acme-ci]; an attestation by any one of them suffices.",
    },
  },
};

const provenance = {
  what: "an attestation of type slsa-provenance",
  schema: z.strictObject({
    ...common.keys,
    builder: textOrGlob.optional(),
    sourceRepository: textOrGlob.optional(),
    ref: textOrGlob.optional(),
    workflow: textOrGlob.optional(),
  }),
  wordings: {
    ...common.wordings,
    builder: {
      expected: exactOrGlob("the builder's id"),
      remedy: "Write builder: with the URI that stands in the provenance as builder.id.",
    },
    sourceRepository: {
      expected: exactOrGlob("the repository that was built"),
      remedy: "Write sourceRepository: https://github.com/acme/web.",
    },
    ref: {
      expected: exactOrGlob("the full name of a branch or a tag"),
      remedy: "Write ref: refs/heads/main or ref: { glob: refs/tags/v* }.",
    },
    workflow: {
      expected: exactOrGlob("the path of a workflow"),
      remedy: "Write workflow: .github/workflows/release.yml.",
    },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

const sbom = {
  what: "an attestation of an SBOM",
  schema: z.strictObject(common.keys),
  wordings: common.wordings,
  planned: [],
} satisfies Shape<z.ZodRawShape>;

const scan = {
  what: "an attestation of type vulnerabilities",
  schema: z.strictObject({
    ...common.keys,
    maximumAge: text
      .refine((value) => durationOf(value, MAX_AGE) !== undefined)
      .meta({ pattern: DURATION_PATTERN })
      .optional(),
    maximumSeverity: z.enum(LIMITS).optional(),
  }),
  wordings: {
    ...common.wordings,
    maximumAge: {
      expected: "a time such as 7d or 24h",
      remedy: "Write maximumAge: 7d, at most 366d: how long ago the scan may have been finished.",
      examples: ["7d"],
    },
    maximumSeverity: {
      expected: `one of ${LIMITS.join(", ")}`,
      remedy: "Write maximumSeverity: medium for the worst finding that is let through; none lets through none at all.",
    },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

const custom = {
  what: "an attestation of a type of its own",
  schema: z.strictObject({
    ...common.keys,
    conditions: z.array(z.unknown()).min(1).max(MAX_CONDITIONS).optional(),
  }),
  wordings: {
    ...common.wordings,
    conditions: {
      expected: `a list of conditions, 1 to ${MAX_CONDITIONS}`,
      remedy: "Write conditions: [{ at: /approved, equals: true }].",
    },
  },
  planned: [],
} satisfies Shape<z.ZodRawShape>;

const BELONGS: Readonly<Record<string, string>> = {
  ...named(provenance.wordings, "slsa-provenance"),
  ...named(scan.wordings, "vulnerabilities"),
  ...named(custom.wordings, "the URI of a predicate type"),
};

function named(wordings: object, type: string): Readonly<Record<string, string>> {
  const own = Object.keys(wordings).filter((key) => !(key in common.wordings));
  return Object.fromEntries(own.map((key) => [key, type]));
}

/** Says of the keys of the other types where they belong. */
function withElsewhere<S extends Shape<z.ZodRawShape>>(shape: S): S {
  const others = Object.entries(BELONGS).filter(([key]) => !(key in shape.wordings));
  const elsewhere = Object.fromEntries(
    others.map(([key, type]) => [
      key,
      {
        message: `goes with type: ${type}, and this is ${shape.what}.`,
        remedy: "Remove it, or write it into an attestation of that type.",
      },
    ]),
  );
  return { ...shape, elsewhere };
}

/** What an attestation may say in an image rule, by what it is about. */
export const attestationShapes = {
  provenance: withElsewhere(provenance),
  sbom: withElsewhere(sbom),
  scan: withElsewhere(scan),
  custom: withElsewhere(custom),
};
