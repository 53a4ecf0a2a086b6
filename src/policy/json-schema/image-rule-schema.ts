import { attestationShapes } from "../attestation-shapes.ts";
import { NAMED_TYPES, PREDICATE_TYPE, type AttestationType } from "../attestation-type.ts";
import { buildBindingShape } from "../build-binding.ts";
import { conditionShape } from "../condition-shape.ts";
import { imageRuleShape } from "../schema.ts";
import { oneIsRequired, onlyOneIsRequired, type JsonSchema } from "./json-schema.ts";
import { each, schemaOfShape, whole, type Inner } from "./shape-schema.ts";

const names = [...NAMED_TYPES.keys()];

const type: Inner = (found) => ({
  ...found,
  anyOf: [{ enum: names }, { pattern: PREDICATE_TYPE }],
});

const shapes = {
  provenance: schemaOfShape(attestationShapes.provenance, { inner: { type } }),
  sbom: schemaOfShape(attestationShapes.sbom, { inner: { type } }),
  scan: schemaOfShape(attestationShapes.scan, { inner: { type } }),
  custom: schemaOfShape(attestationShapes.custom, {
    inner: { type, conditions: each(schemaOfShape(conditionShape, { together: { minProperties: 2 } })) },
  }),
} satisfies Readonly<Record<keyof typeof attestationShapes, JsonSchema>>;

/** Which keys an attestation may have is told by its type. */
const attestation = (["provenance", "sbom", "scan"] as const).reduceRight<JsonSchema>(
  (others, kind) => ({ if: typeIs(kind), then: shapes[kind], else: others }),
  shapes.custom,
);

function typeIs(kind: AttestationType["shape"]): JsonSchema {
  const own = names.filter((name) => NAMED_TYPES.get(name)?.shape === kind);
  return { properties: { type: { enum: own } }, required: ["type"] };
}

export const imageRuleSchema = schemaOfShape(imageRuleShape, {
  inner: {
    attestations: each({ type: "object", ...attestation }),
    boundToBuild: whole(schemaOfShape(buildBindingShape)),
  },
  together: {
    ...onlyOneIsRequired("signedBy", "allOf", "signature"),
    dependencies: {
      signature: ["because"],
      because: ["signature"],
      atLeast: ["signedBy"],
      // A key that is false is not allowed; editors say so in these words.
      boundToBuild: { required: ["signedBy"], properties: { atLeast: false } },
      childOfSignedIndex: oneIsRequired("signedBy", "allOf"),
      allChildren: oneIsRequired("signedBy", "allOf"),
    },
  },
});
