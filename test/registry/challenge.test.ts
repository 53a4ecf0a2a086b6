import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseChallenges } from "../../src/registry/challenge.ts";

function read(header: string) {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

/**
 * Every way to read a header as challenges, tried in turn, character by character: undefined where it is none, or where
 * a parameter is named twice.
 */
function slowly(header: string): unknown[] | undefined {
  type Read = [string, Record<string, string>][];
  const elements = separated(header);
  const read: Read = [];
  for (const element of elements ?? ["="]) {
    const alone = /^([^\s",=]+)(?:[ \t]+[^\s",=]+=*)?$/.exec(element);
    const both = /^([^\s",=]+)[ \t]+([^\s",=]+[ \t]*=[ \t]*(?:"(?:[^"\\]|\\.)*"|[^\s",=]+))$/s.exec(element);
    const [, scheme, first] = both ?? [];
    if (scheme !== undefined) read.push([scheme.toLowerCase(), {}]);
    const [, name, quoted, plain] = PARAMETER.exec(first ?? element) ?? [];
    const last = read.at(-1)?.[1];
    if (name !== undefined) {
      if (last === undefined || Object.hasOwn(last, name.toLowerCase())) return undefined;
      last[name.toLowerCase()] = quoted?.replace(/\\(.)/gs, "$1") ?? plain ?? "";
    } else if (alone !== null) read.push([(alone[1] ?? "").toLowerCase(), {}]);
    else return undefined;
  }
  return read;
}

const PARAMETER = /^([^\s",=]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",=]+))$/s;

/** The elements of a list, split at the commas outside quotes; undefined where a quote is not closed. */
function separated(header: string): string[] | undefined {
  const elements: string[] = [];
  let element = "";
  let quoted = false;
  for (let at = 0; at < header.length; at += 1) {
    const character = header.charAt(at);
    if (character === '"') quoted = !quoted;
    if (character === "," && !quoted) {
      elements.push(element);
      element = "";
    } else element += character;
    if (character === "\\" && quoted) element += header.charAt((at += 1));
  }
  return quoted ? undefined : [...elements, element].map((one) => one.trim()).filter((one) => one !== "");
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

  it("is read as a slow reading of RFC 9110 reads it", () => {
    const pieces = [
      "Bearer",
      "Basic",
      "a",
      "b1",
      " ",
      " ",
      ",",
      ", ",
      "=",
      " = ",
      '"x"',
      '""',
      '"a, b=\\"c\\""',
      "YWJj==",
      "\t",
    ];
    const header = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(header, (text) => {
        const expected = slowly(text);
        fc.pre(expected !== undefined);
        expect(read(text)).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it("of any piece, repeated, is read in one pass (D22)", () => {
    const piece = fc.string({ unit: fc.constantFrom(...Array.from('aB ,="\\;@\t=1')), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(piece, piece, (first, second) => {
        const before = performance.now();
        parseChallenges(`Bearer ${first.repeat(20_000)}${second.repeat(20_000)}`);
        // Some milliseconds; a quadratic reading of 300 KB takes minutes.
        expect(performance.now() - before).toBeLessThan(3_000);
      }),
      { numRuns: 60 },
    );
  });

  it("of any text is read without a throw", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('aB ,="\\;@\0\n\t1')), maxLength: 60 });
    fc.assert(fc.property(text, (header) => parseChallenges(header).length <= 16));
  });
});
