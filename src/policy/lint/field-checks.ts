import { cataloguedAt, parseCorrectedPath, parseCorrectedType } from "../../discover/index.ts";
import type { LintCheck } from "./check.ts";
import { list, mapping, textOf } from "./written.ts";

export const cataloguedField: LintCheck = {
  id: "catalogued-field",
  severity: "note",
  finds: "an entry of `fields` for a place that the catalog has read in the same format and role",
  why: "It can go: the catalog is kept up to date, and the entry is not. Of a custom resource it only adds that a value of another shape is rejected.",
  find: ({ written }) =>
    list(mapping(written)["fields"]).flatMap((value, index) => {
      const entry = mapping(value);
      const type = parseCorrectedType(textOf(entry["type"]) ?? "");
      const path = parseCorrectedPath(textOf(entry["path"]) ?? "");
      const listed = type && path && cataloguedAt(type, path);
      const [format, role] = [textOf(entry["format"]) ?? "ref", textOf(entry["role"]) ?? "run"];
      if (listed?.format !== format || listed.role !== role) return [];
      return [
        {
          path: ["fields", index],
          message: "is read without it: the catalog lists the place, in this format and role.",
          remedy: "Remove it, or say in a comment why it stays.",
        },
      ];
    }),
};
