import { describe, expect, it } from "@jest/globals";
import { MalformedJson, parseStrictJson, type JsonLimits } from "../../src/json/index.ts";

const LIMITS = { bytes: 64 * 1024 * 1024 };

function read(text: string | Uint8Array, limits: JsonLimits = LIMITS): unknown {
  return parseStrictJson(typeof text === "string" ? new TextEncoder().encode(text) : text, limits);
}

function refusalOf(text: string | Uint8Array, limits?: JsonLimits): MalformedJson {
  try {
    read(text, limits);
  } catch (error) {
    if (error instanceof MalformedJson) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("JSON that every reader understands alike is read", () => {
  it.each([
    "null",
    "true",
    "0",
    "-1.5e-3",
    '""',
    '"\\ud83d\\udc33"',
    '"a:b{c}[d]\\"e:\\\\"',
    "[]",
    "{}",
    ' { "a" : [ 1 , { "b" : "c" } ] } ',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":1,"A":2}',
    '{"":1,"\\u0000":2}',
    '{"a\\":":1,"a":2}',
    '{"1":1,"0":2,"01":3}',
    "9007199254740991",
    "-9007199254740991",
    "0.1",
    '{"schemaVersion":2,"layers":[{"size":12}]}',
  ])("%s", (text) => {
    expect(read(text)).toStrictEqual(JSON.parse(text));
  });
});

describe("a member that is listed twice is refused: parsers disagree on which one counts", () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"a":1,"\\u0061":2}',
    '{"a" : 1, "a"\n:2}',
    '{"x":{"a":1,"a":2}}',
    '[[{"a":1,"a":2}]]',
    '{"a":{"b":1},"a":{"c":2,"d":3}}',
    '{"a":{"b":1,"c":2},"a":3}',
    '{"1":1,"1":2}',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"mediaType":"x","layers":[],"mediaType":"y"}',
  ])("%s", (text) => {
    expect(refusalOf(text).reason).toBe("duplicate-key");
  });
});

describe("what is no JSON is refused", () => {
  it.each([
    "",
    " ",
    "{",
    "}",
    "[1,]",
    '{"a":1,}',
    '{"a"}',
    '{"a"::1}',
    "{a:1}",
    "{'a':1}",
    "// comment\n1",
    "1 2",
    "{}{}",
    "NaN",
    "Infinity",
    "undefined",
    "01",
    "+1",
    ".5",
    "1.",
    "0x1",
    '"',
    '"\\',
    '"\\x41"',
    '"\\u12"',
    '"a\nb"',
    '"a\tb"',
    '"a\0b"',
    "\u00A0{}",
    "\uFEFF{}",
  ])("%j", (text) => {
    expect(refusalOf(text).reason).toBe("syntax");
  });
});

describe("what is no text is refused", () => {
  it.each([
    ["a stray continuation byte", [0x22, 0x80, 0x22]],
    ["a cut sequence", [0x22, 0xe2, 0x82, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["a code point beyond Unicode", [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
    ["Latin-1", [0x22, 0xe9, 0x22]],
  ])("%s", (_, bytes) => {
    expect(refusalOf(Uint8Array.from(bytes)).reason).toBe("not-utf8");
  });

  it.each(['"\\ud800"', '"\\udc00"', '"\\udc00\\ud800"', '{"\\ud800":1}', '{"a":["x\\udfff"]}'])("%s", (text) => {
    expect(refusalOf(text).reason).toBe("not-utf8");
  });
});

describe("a number that a double cannot hold is refused", () => {
  it.each([
    "1e400",
    "-1e400",
    "9007199254740992",
    "-9007199254740993",
    "9007199254740991.5",
    "1e20",
    '{"size":18446744073709551616}',
    "[[1e309]]",
  ])("%s", (text) => {
    expect(refusalOf(text).reason).toBe("unsafe-number");
  });
});

describe("size and depth are bounded", () => {
  it("counts bytes, not characters", () => {
    expect(read('"é"', { bytes: 4 })).toBe("é");
    expect(refusalOf('"é"', { bytes: 3 }).reason).toBe("too-large");
    expect(refusalOf("0", { bytes: 0 }).reason).toBe("too-large");
  });

  it.each([
    ["arrays", "[".repeat(64) + "]".repeat(64), "[".repeat(65) + "]".repeat(65)],
    ["objects", '{"a":'.repeat(64) + "0" + "}".repeat(64), '{"a":'.repeat(65) + "0" + "}".repeat(65)],
  ])("takes 64 levels of %s, unless told otherwise", (_, taken, refused) => {
    expect(read(taken)).toBeDefined();
    expect(refusalOf(refused).reason).toBe("too-deep");
  });

  it("takes the depth it is told", () => {
    expect(read("[[]]", { bytes: 9, depth: 2 })).toEqual([[]]);
    expect(refusalOf("[[]]", { bytes: 9, depth: 1 }).reason).toBe("too-deep");
    expect(refusalOf("[]", { bytes: 9, depth: 0 }).reason).toBe("too-deep");
    expect(read("0", { bytes: 9, depth: 0 })).toBe(0);
  });

  it("does not count brackets inside strings, nor siblings", () => {
    expect(read(`["${"[".repeat(100)}"]`)).toBeDefined();
    expect(read(`[${"[],".repeat(100)}[]]`)).toBeDefined();
  });

  it.each([
    ["open brackets", "[".repeat(4_000_000), "too-deep"],
    ["open objects", '{"a":'.repeat(800_000), "too-deep"],
    ["nested arrays", "[".repeat(100_000) + "]".repeat(100_000), "too-deep"],
    ["escapes without an end", `"${'\\"'.repeat(2_000_000)}`, "syntax"],
    ["quotes", '"'.repeat(4_000_001), "syntax"],
  ])("reads millions of %s in one pass, without recursion", (_, text, reason) => {
    expect(refusalOf(text).reason).toBe(reason);
  });

  it("reads one string of millions of escapes", () => {
    expect(read(`"${"\\\\".repeat(2_000_000)}"`)).toHaveLength(2_000_000);
  });

  it.each([
    ["numbers", (count: number) => `[${"1,".repeat(count - 1)}1]`],
    ["empty arrays", (count: number) => `[${"[],".repeat(count / 2 - 1)}0,1]`],
    ["members", (count: number) => `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join(",")}}`],
    ["strings with commas and brackets", (count: number) => `[${'",[{",'.repeat(count - 1)}0]`],
  ])("takes 65,536 parts of %s, unless told otherwise", (_, text) => {
    expect(read(text(65_536))).toBeDefined();
    expect(refusalOf(text(65_538)).reason).toBe("too-many");
    expect(read(text(65_538), { ...LIMITS, parts: 65_538 })).toBeDefined();
  });

  it.each(["1,", "{},", "[],", '"",', "null,", '{"a":1},'])("builds nothing of four megabytes of %s", (unit) => {
    const text = `[${unit.repeat(4_000_000 / unit.length)}0]`;
    const before = process.cpuUsage();
    expect(refusalOf(text).reason).toBe("too-many");
    // Ten times what it takes; building the values takes a second and more.
    expect(process.cpuUsage(before).user).toBeLessThan(300_000);
  });
});

describe("names of the prototype are ordinary members", () => {
  it.each(['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"toString":1}'])(
    "%s",
    (text) => {
      const value = read(text) as object;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(value)).toHaveLength(1);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      expect((value as Record<string, unknown>)["polluted"]).toBeUndefined();
    },
  );
});

describe("a message", () => {
  it.each(['{"password":"hunter2",}', '{"hunter2":1,"hunter2":2}', '["hunter2\\ud800"]', '"hunter2'])(
    "never repeats the document (law 10): %s",
    (text) => {
      const refusal = refusalOf(text);
      expect(refusal.message).not.toContain("hunter2");
      expect(String(refusal.cause)).not.toContain("hunter2");
      expect(refusal.name).toBe("MalformedJson");
    },
  );

  it("says where the syntax is broken", () => {
    expect(refusalOf('{"a":1,}').message).toMatch(/character 7/);
  });
});
