import { CORRECTED_FORMATS } from "../../discover/index.ts";
import { exemptionShape } from "../exemption-shape.ts";
import { fieldShape, notImageShape } from "../field-shape.ts";
import { credentialsShape, registryShape } from "../registry-shape.ts";
import { documentShape } from "../schema.ts";
import { SIGNER_NAME } from "../signers.ts";
import { imageRuleSchema } from "./image-rule-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { levelsSchema } from "./levels-schema.ts";
import { each, schemaOfShape, whole, type Inner } from "./shape-schema.ts";
import { signerSchema } from "./signer-schema.ts";

const named = (entry: JsonSchema): Inner => {
  return (found) => ({ ...each(entry)(found), propertyNames: { pattern: SIGNER_NAME.source } });
};

const format: Inner = (found) => ({
  ...found,
  anyOf: [{ enum: CORRECTED_FORMATS.filter((name) => name !== "json:") }, { pattern: "^json:." }],
});

const registry = schemaOfShape(registryShape, {
  inner: { credentials: whole(schemaOfShape(credentialsShape)) },
  // A host alone says nothing.
  together: { minProperties: 2 },
});

const rule = (name: string) => ({ properties: { rule: { const: name } }, required: ["rule"] });

const exemption = schemaOfShape(exemptionShape, {
  together: {
    allOf: [
      {
        if: rule("image-inspectable"),
        then: { required: ["resource"], properties: { image: false } },
        else: { required: ["image"] },
      },
      { if: rule("image-checked"), then: { required: ["reasons"] }, else: { properties: { reasons: false } } },
    ],
  },
});

/**
 * The JSON Schema of a policy document, for editors. It takes every document that is valid; what it cannot say (a file that is
 * missing, a name that is no signer's, two rules that tie) is told when the document is read.
 */
export function documentSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...schemaOfShape(documentShape, {
      inner: {
        signers: named(signerSchema),
        images: each(imageRuleSchema),
        registries: each(registry),
        fields: each(schemaOfShape(fieldShape, { inner: { format } })),
        notImages: each(schemaOfShape(notImageShape)),
        levels: levelsSchema,
        exemptions: each(exemption),
      },
      // A base may leave its images to the document that begins from it.
      together: { required: ["version"] },
    }),
    title: "Policy document of digestbound, version 1",
  };
}
