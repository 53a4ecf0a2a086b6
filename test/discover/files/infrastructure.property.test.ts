import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { formatOf, reading } from "./infrastructure.ts";

const NAMES = [
  "Pulumi.yaml",
  "Main.json",
  "web.template.json",
  "App.assets.json",
  "plan.tfplan",
  "x.json",
  "x.yaml",
  "web.nomad",
  "main.tf",
];
/** Words that the readers look for, some of them together. */
const WORDS = [
  "AWSTemplateFormatVersion",
  "Resources",
  "Type",
  "Properties",
  "Fn::Sub",
  "format_version",
  "planned_values",
  "resource_changes",
  "steps",
  "newState",
  "changeSummary",
  "duration",
  "deployment",
  "version",
  "resources",
  "resourcePlans",
  "goal",
  "inputDiff",
  "resourcePreEvent",
  "metadata",
  "sequence",
  "runtime",
  "type",
  "properties",
  "$schema",
  "dockerImages",
  "files",
  "Job",
  "TaskGroups",
  "__proto__",
  "4dabf18193072939515e22adb298388d",
];
const VALUES = [
  "AWS::Lambda::Function",
  "1.2",
  "kubernetes:core/v1:Pod",
  "yaml",
  "${a.b[0]}",
  "https://schema.management.azure.com/schemas/x/deploymentTemplate.json#",
  "1b47061264138c4ac30d75fd1eb44270",
  "[parameters('x')]",
];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(...VALUES),
    fc.string({ maxLength: 8 }),
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...WORDS), tie("value"), { maxKeys: 6 }),
  ),
}));

describe("readers of files never throw", () => {
  it("whatever JSON it is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), value, (name, one) => {
        const uses = reading(name, JSON.stringify(one))?.uses ?? [];
        // A reader's own throw is told by its name, and would be a defect.
        expect(
          uses.filter(({ use }) => use.kind === "unreadable" && use.why.startsWith("could not be read (")),
        ).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it("whatever text it is", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...WORDS, ...VALUES, ": ", "\n  ", "{", "}", '"', "PK\u0003\u0004", "\uFEFF"),
        fc.string({ maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), pieces, (name, text) => {
        const uses = reading(name, text.join(""))?.uses ?? [];
        expect(
          uses.filter(({ use }) => use.kind === "unreadable" && use.why.startsWith("could not be read (")),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

it("each use has a line and a column, and what may be replaced is the reference itself", () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), value, (name, one) => {
      const text = JSON.stringify(one, null, 2);
      for (const { use, source } of reading(name, text)?.uses ?? []) {
        expect(use.place.line).toBeGreaterThan(0);
        expect(use.place.column).toBeGreaterThan(0);
        if (source !== undefined) expect(use).toHaveProperty("image", text.slice(source.start, source.end));
      }
    }),
    { numRuns: 300 },
  );
});

it.each([
  ["nothing", ""],
  ["a list", "[]"],
  ["a text", '"x"'],
  ["a document of nothing", "---\n"],
])("%s is of none of these formats", (_, text) => {
  expect(formatOf("x.json", text)).toBeUndefined();
});
