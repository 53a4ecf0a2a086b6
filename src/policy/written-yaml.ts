import { stringify } from "yaml";

/** A part of a document as it is written, line by line: everything that YAML could read as something else is quoted. */
export function writtenYaml(value: unknown): readonly string[] {
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd().split("\n");
}
