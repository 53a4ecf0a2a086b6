import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MalformedJson, parseStrictJson } from "../../src/json/index.ts";

const LIMITS = { bytes: 1_000_000 };
const encode = (text: string) => new TextEncoder().encode(text);

describe("strict JSON", () => {
  it("reads what JSON.stringify writes as JSON.parse does, where no string holds half a character", () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1, max: 1, noNaN: true }));
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, false),
        numbers,
        fc.string({ unit: "grapheme" }),
        tie("array"),
        tie("object"),
      ),
      array: fc.array(tie("value"), { maxLength: 5 }),
      object: fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { maxKeys: 5 }),
    })).value;
    fc.assert(
      fc.property(values, fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(encode(text), LIMITS)).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses every object that lists a member twice, whatever stands between and however it is written", () => {
    const spelled = (key: string) =>
      fc.constantFrom(
        JSON.stringify(key),
        `"${Array.from(key, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`,
      );
    const keys = fc.string({ unit: fc.constantFrom(...Array.from('ab:{}[],"\\ \n')), maxLength: 4 });
    const members = fc.array(
      keys.map((key) => `${JSON.stringify(`x${key}`)}:{"y":[${JSON.stringify(key)}]}`),
      { maxLength: 4 },
    );
    const documents = keys.chain((key) =>
      fc
        .tuple(spelled(key), members, spelled(key))
        .map(([first, between, second]) => `{${[`${first}:1`, ...between, `${second} : 2`].join(",")}}`),
    );
    fc.assert(
      fc.property(documents, (text) => {
        expect(() => parseStrictJson(encode(text), LIMITS)).toThrow(
          expect.objectContaining({ reason: "duplicate-key" }),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("reads or refuses any bytes at all, and reads nothing that JSON.parse does not", () => {
    const near = fc
      .string({ unit: fc.constantFrom(...Array.from('{}[],:"\\01eu.- \n\uD800é'), '"a"', "null"), maxLength: 16 })
      .map(encode);
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 40 })), (bytes) => {
        try {
          const value = parseStrictJson(bytes, LIMITS);
          expect(value).toStrictEqual(JSON.parse(new TextDecoder().decode(bytes)));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedJson);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
