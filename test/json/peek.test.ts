import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { peekText } from "../../src/json/index.ts";

const peek = (text: string) => peekText(Buffer.from(text), "type");

describe("a text of the outermost object, without reading the whole", () => {
  it.each([
    ['{"type":"a"}', "a"],
    ['\n{ "other" : [ { "type" : "inner" } ] ,\t"type"\r:\n"a" }', "a"],
    ['{"other":"type","type":"a"}', "a"],
    ['{"other":"\\"type\\":\\"b\\"","type":"a"}', "a"],
    ['{"other":"\\\\","type":"a"}', "a"],
    ['{"type":"\\u0061 \u00e9\u{1f680} \\n"}', "a \u00e9\u{1f680} \n"],
    ['{"type":"a","type":"b"}', "a"],
    ['{"type":"a", and nonsense', "a"],
    ['{"type":""}', ""],
  ])("finds it in %j", (text, expected) => {
    expect(peek(text)).toBe(expected);
  });

  it.each([
    "",
    "{}",
    '"type"',
    '["type","a"]',
    '[{"type":"a"}]',
    '{"x":{"type":"a"}}',
    '{"Type":"a"}',
    '{"types":"a"}',
    '{"ty\\u0070e":"a"}',
    '{"type":["a"]}',
    '{"type":null}',
    '{"type":1,"type":"a"}',
    '{"type":',
    '{"type":"a',
    '{"type":"\\x"}',
    '{"x":"type"}',
    '{"type" "a"}',
    "}]}",
  ])("finds nothing in %j", (text) => {
    expect(peek(text)).toBeUndefined();
  });

  it("finds what a parser reads, in whatever a serializer writes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.boolean(), (others, type, isIndented) => {
        const text = JSON.stringify({ ...others, type }, undefined, isIndented ? 2 : 0);
        expect(peek(text)).toBe((JSON.parse(text) as { type: string }).type);
      }),
    );
  });

  it("never throws, and takes time by length only", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(["string", "undefined"]).toContain(typeof peekText(bytes, "type"));
      }),
    );
    const started = process.cpuUsage();
    for (const part of ['"type" ', '"type":"\\x",', '"type":[', '"'])
      expect(peek(`{${part.repeat(500_000)}`)).toBeUndefined();
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });
});
