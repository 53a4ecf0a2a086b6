import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../src/discover/index.ts";
import { plain } from "../../src/pulumi/plain.ts";

/** The name is the class's only, as the SDK's own error has it. */
class UnknownValueError extends Error {
  readonly unknown = true;
}
/** An error that says so by its name only, as a minified or foreign copy of the SDK would throw it. */
const named = Object.assign(new Error("unknown"), { name: "UnknownValueError" });

function throwing(error: Error): object {
  return Object.defineProperty({ image: "nginx" }, "secret", {
    enumerable: true,
    get: () => {
      throw error;
    },
  });
}

function nested(depth: number, innermost: unknown = "deep"): unknown {
  let value = innermost;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { spec: value } : [value];
  return value;
}

describe("a resource's inputs as plain data", () => {
  it.each([
    ["texts, numbers and truth values are themselves", { a: "x", b: 0, c: false }, { a: "x", b: 0, c: false }],
    ["nothing is null", null, null],
    ["what is no data is null, not unknown", [Symbol("s"), 1n, () => 1], [null, null, null]],
    ["a member that is undefined is left out", { a: undefined, b: 1 }, { b: 1 }],
    ["an element that is undefined keeps its place", [undefined, "x"], [null, "x"]],
    ["a hole keeps its place", Object.assign(Array<string>(2), { 1: "x" }), [null, "x"]],
    ["a member of that name is no prototype", JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}')],
  ])("%s", (_, value, expected) => {
    expect(plain(value)).toEqual(expected);
    expect(JSON.stringify(plain(value))).toBe(JSON.stringify(expected));
  });

  it.each([
    ["of the SDK's class", new UnknownValueError("unknown")],
    ["of another copy's name", named],
  ])("one unknown member hides no neighbour, told by an error %s (law 6)", (_, error) => {
    expect(plain(throwing(error))).toEqual({ image: "nginx", secret: UNKNOWN });
    const list = new Proxy(["nginx", "secret"], {
      get: (target, key, receiver) => {
        if (key === "1") throw error;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    expect(plain(list)).toEqual(["nginx", UNKNOWN]);
  });

  it("any other throw goes on: it is no unknown value (law 3)", () => {
    expect(() => plain(throwing(new TypeError("surprise")))).toThrow("surprise");
  });

  it("inputs may nest 100 levels deep, and one more is an error, not a value that is left out (law 3)", () => {
    expect(plain(nested(100))).toEqual(nested(100));
    expect(() => plain(nested(102))).toThrow(RangeError);
  });

  it("a cycle is an error", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    expect(() => plain(cyclic)).toThrow("inputs are nested too deeply");
  });
});
