import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseChallenges } from "../../src/registry/challenge.ts";

function read(header: string) {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

describe("a challenge", () => {
  it.each([
    ["", []],
    ["Basic", [["basic", {}]]],
    ['Basic realm="Registry"', [["basic", { realm: "Registry" }]]],
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      [
        [
          "bearer",
          { realm: "https://auth.docker.io/token", service: "registry.docker.io", scope: "repository:a/b:pull,push" },
        ],
      ],
    ],
    ['BEARER Realm="https://a/"', [["bearer", { realm: "https://a/" }]]],
    ['Bearer realm = "https://a/" , service = b', [["bearer", { realm: "https://a/", service: "b" }]]],
    ['Bearer realm="a \\"quoted\\" \\\\ text, Basic"', [["bearer", { realm: 'a "quoted" \\ text, Basic' }]]],
    ['Bearer realm=""', [["bearer", { realm: "" }]]],
    [
      'Basic realm="a", Bearer realm="b",service="c"',
      [
        ["basic", { realm: "a" }],
        ["bearer", { realm: "b", service: "c" }],
      ],
    ],
    [
      'Negotiate, Basic realm="a"',
      [
        ["negotiate", {}],
        ["basic", { realm: "a" }],
      ],
    ],
    [
      'Negotiate YWJjZA==, Basic realm="a"',
      [
        ["negotiate", {}],
        ["basic", { realm: "a" }],
      ],
    ],
    [' ,, Basic ,, realm="a" ,', [["basic", { realm: "a" }]]],
  ])("%j is read", (header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it.each([
    ['Bearer realm="https://a/', []],
    ['Bearer realm="https://a/\\', []],
    ['Bearer realm="https://a/"x', []],
    ["Bearer realm=https://a/", []],
    ['Bearer realm="https://a/", realm="https://b/"', []],
    ['Basic realm="a", Bearer realm="https://b/', [["basic", { realm: "a" }]]],
    ["=", []],
    ['"', []],
    ['realm="a"', []],
    ["Bearer @", []],
    ["\0", []],
    ["Bearer réalm=a", []],
  ])("%j counts only as far as it can be read (D22)", (header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it("of a hundred is one of the first sixteen (D22)", () => {
    const header = Array.from({ length: 100 }, (_, index) => `Scheme${index} realm="r"`).join(", ");
    expect(parseChallenges(header)).toHaveLength(16);
  });

  it.each([
    ["an open quote", `Bearer realm="${"a".repeat(1e6)}`],
    ["backslashes", `Bearer realm="${"\\".repeat(1e6)}`],
    ["escaped pairs", `Bearer realm="${"\\a".repeat(5e5)}`],
    ["commas", ",".repeat(1e6)],
    ["blanks", `Bearer${" ".repeat(1e6)}@`],
    ["blanks before an equals sign", `Bearer a${" ".repeat(1e6)}b`],
    ["a token", "a".repeat(1e6)],
    ["a token before garbage", `Bearer ${"a".repeat(1e6)}@`],
    ["tokens", "a ".repeat(5e5)],
    ["parameters", `Bearer ${Array.from({ length: 1e5 }, (_, index) => `p${index}=v`).join(",")}`],
  ])("of a megabyte of %s is read in one pass (D22)", (_, header) => {
    expect(parseChallenges(header).length).toBeLessThanOrEqual(16);
  });

  const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);
  const value = fc.string({ unit: fc.constantFrom(...Array.from('abc ,="\\:/@é\t')), maxLength: 12 });
  const challenge = fc.record({ scheme: token, parameters: fc.dictionary(token, value, { maxKeys: 4 }) });

  it("is read back whatever its values are", () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 5 }), (challenges) => {
        const header = challenges.map(({ scheme, parameters }) => {
          const quoted = Object.entries(parameters).map(
            ([name, text]) => `${name}="${text.replace(/["\\]/g, "\\$&")}"`,
          );
          return `${scheme} ${quoted.join(", ")}`;
        });
        const expected = challenges.map(({ scheme, parameters }) => [scheme, { ...parameters }]);
        expect(read(header.join(", "))).toEqual(expected);
      }),
    );
  });

  it("of any text is read without a throw", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('aB ,="\\;@\0\n\t1')), maxLength: 60 });
    fc.assert(fc.property(text, (header) => parseChallenges(header).length <= 16));
  });
});
