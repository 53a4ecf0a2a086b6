import { describe, expect, it } from "@jest/globals";
import { readOwn } from "../../src/remedy/index.ts";

function throwing(): never {
  throw new TypeError("hostile");
}

const parsed = JSON.parse('{"__proto__":{"image":"own"},"constructor":{"image":"own"}}') as object;

describe("what stands at a place, by own properties only", () => {
  it.each<[string, unknown, (string | number)[], unknown]>([
    ["a property", { a: { b: "x" } }, ["a", "b"], "x"],
    ["an element", { a: ["x", "y"] }, ["a", 1], "y"],
    ["a name with a dot", { "a.b": "x" }, ["a.b"], "x"],
    ["a name of digits", { a: { "0": "x" } }, ["a", "0"], "x"],
    ["an own constructor", parsed, ["constructor", "image"], "own"],
    ["an own __proto__", parsed, ["__proto__", "image"], "own"],
    ["what a proxy shows of its target's own", new Proxy({ a: 1 }, { get: () => "shown" }), ["a"], "shown"],
    ["an object without a prototype", Object.assign(Object.create(null) as object, { a: "x" }), ["a"], "x"],
  ])("%s", (_, inputs, steps, value) => {
    expect(readOwn(inputs, steps)).toBe(value);
  });

  it.each<[string, unknown, (string | number)[]]>([
    ["absent", { a: {} }, ["a", "b", "c"]],
    ["a list that shrank", { a: ["x"] }, ["a", 1]],
    ["a hole of a list", { a: Array(2) }, ["a", 1]],
    ["a list's length", { a: ["x"] }, ["a", "length"]],
    ["an index written as a name", { a: ["x"] }, ["a", "0"]],
    ["an index into an object", { a: { "0": "x" } }, ["a", 0]],
    ["a character of a text", { a: "x" }, ["a", 0]],
    ["a text's length", { a: "x" }, ["a", "length"]],
    ["inherited", { a: Object.create({ b: "x" }) as object }, ["a", "b"]],
    ["the prototype", { a: {} }, ["a", "__proto__"]],
    ["the constructor's name", { a: {} }, ["a", "constructor", "name"]],
    ["a method's name", { a: [] }, ["a", "map", "name"]],
    ["below a function", { a: Object.assign(() => 0, { b: "x" }) }, ["a", "b"]],
    ["below null", { a: null }, ["a", "b"]],
    ["a getter that throws", Object.defineProperty({}, "a", { get: throwing }), ["a"]],
    ["a proxy that throws", new Proxy({ a: 1 }, { getOwnPropertyDescriptor: throwing }), ["a"]],
    ["no inputs", undefined, ["a"]],
  ])("nothing where it is %s", (_, inputs, steps) => {
    expect(readOwn(inputs, steps)).toBeUndefined();
  });
});
