import { describe, expect, it } from "@jest/globals";
import { told } from "../resource.ts";

const STACK = "aws-native:cloudformation:Stack";
const AT = "templateBody.Resources.F.Properties.Code.ImageUri";
const fn = (ImageUri: unknown) => ({ Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri } } });
const around = (ImageUri: unknown, others: object = {}) => ({
  ...others,
  Resources: { F: fn(ImageUri), G: fn("a:1") },
});
const other = "image a:1 at templateBody.Resources.G.Properties.Code.ImageUri";
const nested = (depth: number, value: unknown, wrap: (value: unknown) => unknown): unknown =>
  depth === 0 ? value : nested(depth - 1, wrap(value), wrap);

function cyclic(): object {
  const value: { "Fn::If": unknown[] } = { "Fn::If": ["C"] };
  value["Fn::If"].push(value, value);
  return value;
}

function throwing(): never {
  throw new TypeError("hostile");
}

/** Time is not measured: whatever has no bound does not end within the limit of a test. */
describe("a hostile template is told, never throws, and takes bounded time (law 3)", () => {
  it.each<[string, unknown]>([
    ["functions nested too deep", nested(100, "a", (value) => ({ "Fn::Join": ["", [value]] }))],
    ["a getter that throws", Object.defineProperty({}, "Ref", { enumerable: true, get: throwing })],
    ["a proxy whose members cannot be listed", new Proxy({}, { ownKeys: throwing })],
    ["a proxy that cannot be touched", new Proxy({}, { get: throwing, ownKeys: throwing, getPrototypeOf: throwing })],
    ["a Map", new Map([["Ref", "P"]])],
    ["a function of no argument", { "Fn::Join": null }],
    ["a function of an argument that is none", { "Fn::Select": [{}, {}] }],
    ["a Sub of no text", { "Fn::Sub": [1, 2] }],
    ["a lookup of objects", { "Fn::FindInMap": [{}, [], null] }],
    ["__proto__", JSON.parse('{"__proto__": {"Ref": "P"}}') as unknown],
    ["a Ref of no text", { Ref: { Ref: "P" } }],
    [
      "texts multiplied by conditions",
      { "Fn::Join": ["", nested(20, [], (list) => [...(list as unknown[]), { "Fn::If": ["C", "a", "b"] }])] },
    ],
  ])("%s", (_name, value) => {
    const found = told(STACK, { templateBody: around(value) });
    expect(found.slice(0, -1).join()).toMatch(
      /^(?:unknown|unreadable) at templateBody\.Resources\.F\.Properties\.Code\.ImageUri/,
    );
    expect(found.at(-1)).toBe(other);
  });

  it.each<[string, object]>([
    ["a condition inside itself", around(cyclic())],
    ["very many values", around({ "Fn::Select": [0, Array.from({ length: 300_000 }, () => 0)] })],
    [
      "very many values, each a finding",
      {
        Resources: {
          F: {
            Type: "AWS::ECS::TaskDefinition",
            Properties: {
              Other: Array.from({ length: 300_000 }, () => ({})),
            },
          },
        },
      },
    ],
    [
      "very many lookups in a large mapping",
      {
        Mappings: { M: Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k${index}`, { v: "a:1" }])) },
        Resources: {
          T: {
            Type: "AWS::ECS::TaskDefinition",
            Properties: {
              X: Array.from({ length: 20_000 }, () => ({ "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "v"] })),
            },
          },
        },
      },
    ],
    [
      "very many references to a long parameter",
      {
        Parameters: { P: { Type: "String", Default: "x".repeat(100_000) } },
        Resources: {
          T: {
            Type: "AWS::ECS::TaskDefinition",
            Properties: { X: Array.from({ length: 20_000 }, () => ({ "Fn::Sub": "${P}${P}${P}" })) },
          },
        },
      },
    ],
    [
      "very many variables",
      {
        Resources: {
          T: fn({
            "Fn::Sub": [
              "${a}".repeat(30_000),
              Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`v${index}`, "x"])),
            ],
          }),
        },
      },
    ],
    [
      "beginnings of what never ends",
      {
        Resources: { T: fn({ "Fn::Sub": `${"${".repeat(200_000)}${"{{resolve:".repeat(20_000)}` }) },
      },
    ],
  ])("%s", (_name, templateBody) => {
    const found = told(STACK, { templateBody });
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(10);
    expect(found.some((use) => !use.startsWith("image") || use.length > 1000)).toBe(true);
  });

  it("an alias that contains itself", () => {
    const templateBody = `Resources:\n  F: &f\n    Type: AWS::Lambda::Function\n    Properties: { Code: { ImageUri: *f } }\n`;
    expect(told(STACK, { templateBody })[0]).toMatch(/^unreadable at templateBody\.Resources\.F\./);
  });

  it("a text that writes the mark of what is decided later is not taken for it", () => {
    for (const mark of ["\u{F0000}", "\u{F0001}", "\u{F0002}"])
      expect(told(STACK, { templateBody: around(`a:${mark}`) })[0]).toBe(`image a:${mark} at ${AT}`);
    expect(told("kubernetes:core/v1:Pod", { spec: { containers: [{ image: "a:\u{F0002}" }] } })[0]).toMatch(
      /^image a:/,
    );
  });
});
