import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { told } from "./resource.ts";

describe("a path is as users read it, and safe to print (law 10)", () => {
  it.each([
    ["web", ".web"],
    ["web-1_$", ".web-1_$"],
    ["$ref", ".$ref"],
    ["0", '["0"]'],
    ["", '[""]'],
    ["a.b", '["a.b"]'],
    ["a/b", '["a/b"]'],
    ["a[0]", '["a[0]"]'],
    ["a b", '["a b"]'],
    ['a"b', '["a\\"b"]'],
    ["a\\b", '["a\\\\b"]'],
    ["é", '["é"]'],
    ["a\nb", '["a\\u{a}b"]'],
    ["a\u0000b", '["a\\u{0}b"]'],
    ["a\u001b[31mb", '["a\\u{1b}[31mb"]'],
    ["a\u009bb", '["a\\u{9b}b"]'],
    ["a\u200bb", '["a\\u{200b}b"]'],
    ["a\u202eb", '["a\\u{202e}b"]'],
    ["a\u2028b", '["a\\u{2028}b"]'],
    ["a\ufeffb", '["a\\u{feff}b"]'],
    ["a\ud800b", '["a\\u{d800}b"]'],
    ["a##vso[b", '["a\\u{23}#vso[b"]'],
    ["a#b", '["a#b"]'],
    ["a\u{e0041}b", '["a\\u{e0041}b"]'],
    ["x".repeat(320), `.${"x".repeat(320)}`],
    ["x".repeat(321), `["${"x".repeat(320)}…"]`],
  ])("%j", (name, printed) => {
    expect(told("kubernetes:example.com/v1:Shop", { spec: { containers: { [name]: { image: UNKNOWN } } } })).toEqual([
      `unknown at spec.containers${printed}.image`,
    ]);
  });

  it("begins without a dot, or with a quoted name", () => {
    expect(told("kubernetes:example.com/v1:Shop", { "a.b": { containers: [{ image: "a" }] } })).toEqual([
      'image a at ["a.b"].containers[0].image',
    ]);
  });
});
