import { rules } from "../../rules/index.ts";
import { levelShape } from "../level-shape.ts";
import type { JsonSchema } from "./json-schema.ts";
import { schemaOfShape, type Inner } from "./shape-schema.ts";

const WORDS = ["advisory", "mandatory", "disabled"];
const dated = schemaOfShape(levelShape, { inner: { from: (found) => ({ ...found, format: "date" }) } });
const datedMandatory = schemaOfShape(levelShape, {
  inner: { level: () => ({ const: "mandatory" }), from: (found) => ({ ...found, format: "date" }) },
});

/** A level for each rule; only image-pinned can write what is missing. */
export const levelsSchema: Inner = (found) => ({
  ...found,
  properties: Object.fromEntries(rules.map(({ id, title }) => [id, levelOf(id, title)])),
  additionalProperties: false,
  minProperties: 1,
});

function levelOf(id: string, title: string): JsonSchema {
  return id === "image-pinned"
    ? { description: title, anyOf: [{ enum: [...WORDS, "remediate"] }, dated] }
    : { description: title, anyOf: [{ enum: WORDS }, datedMandatory] };
}
