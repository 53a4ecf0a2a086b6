import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readPolicyObject, type PolicyProblem } from "../../src/policy/index.ts";
import { createWorkspace, documentText, problemsOf } from "./workspace.ts";

const workspace = createWorkspace();
afterAll(() => {
  workspace.remove();
});

const good = documentText({ rest: "registries:\n  - { host: localhost:5000, plainHttp: true }" });

/** A good document with some pieces put in or taken out: near enough to reach the code behind the parser. */
const damaged = fc
  .array(
    fc.tuple(
      fc.nat(good.length),
      fc.nat(12),
      fc.oneof(
        fc.constantFrom(
          ": ",
          "- ",
          "\n",
          "  ",
          "[",
          "]",
          "{",
          "}",
          "&a ",
          "*a",
          "!x ",
          "? ",
          "'",
          '"',
          "#",
          "|\n",
          "---\n",
          "%",
          "<<: ",
          "\t",
        ),
        fc.constantFrom(
          "match: ",
          "signedBy",
          "signature: not-required",
          "cosign:",
          "version: 1\n",
          "images",
          "null",
          "__proto__: 1",
          "1e999",
        ),
        fc.string({ maxLength: 8 }),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((edits) =>
    edits.reduce((text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length), good),
  );

/** A tree that looks like a document here and there. */
const nearly = fc.object({
  key: fc.constantFrom(
    "version",
    "signers",
    "images",
    "registries",
    "match",
    "signedBy",
    "cosign",
    "key",
    "because",
    "host",
    "x",
  ),
  values: [fc.constantFrom(1, "ghcr.io/acme/*", "not-required", true, null, undefined), fc.string(), fc.integer()],
  maxDepth: 5,
});

function checkProblems(problems: readonly PolicyProblem[], lines: number): void {
  for (const { message, remedy, line = 1, path } of problems) {
    expect(`${path}${message}${remedy}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(message).not.toBe("");
    expect(remedy).not.toBe("");
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
  }
}

const check = (text: string) => {
  // problems() throws on whatever is no InvalidPolicy.
  checkProblems(workspace.problems(text), text.split(/\r\n|\r|\n/).length);
};

describe("reading any document at all throws nothing but InvalidPolicy, with printable problems and lines that exist", () => {
  it("any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), check),
      { numRuns: 500 },
    );
  });

  it("any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        workspace.problems(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it("a damaged document", () => {
    fc.assert(fc.property(damaged, check), { numRuns: 1500 });
  });

  it("JSON of anything", () => {
    fc.assert(fc.property(fc.json(), check), { numRuns: 300 });
  });

  it("anything that is no file", () => {
    const read = (value: unknown) => {
      checkProblems(
        problemsOf(() => readPolicyObject(value, workspace.folder, "inline")),
        1,
      );
    };
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), read),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(nearly, read), { numRuns: 1000 });
  });
});

describe("a document that loads", () => {
  it("means the same as the JSON of its values", () => {
    const text = JSON.stringify({
      version: 1,
      signers: { "release-key": { cosign: { key: "keys/release.pub", transparencyLog: "not-required" } } },
      images: [{ match: "ghcr.io/acme/*", signedBy: ["release-key"] }],
      registries: [{ host: "localhost:5000", plainHttp: true }],
    });
    const fromJson = workspace.load(text);
    const fromYaml = { ...workspace.load(good), digest: fromJson.digest };
    expect(fromJson).toEqual(fromYaml);
  });
});
