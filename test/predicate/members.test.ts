import { expect, it } from "@jest/globals";
import { listOf, memberOf, textOf } from "../../src/predicate/members.ts";

it.each([
  [{}, ["constructor", "name"]],
  [{}, ["__proto__"]],
  [{}, ["toString"]],
  [["a"], ["0"]],
  [["a"], ["length"]],
  ["text", ["length"]],
  [null, ["a"]],
  [undefined, ["a"]],
  [{ a: null }, ["a", "b"]],
])("what %j does not itself hold at %j is nothing", (value, names) => {
  expect(memberOf(value, ...names)).toBeUndefined();
});

it("what JSON holds under a name of JavaScript's is a member like any other", () => {
  expect(memberOf(JSON.parse('{"__proto__":{"a":1}}'), "__proto__", "a")).toBe(1);
});

it("a text of nothing is no text, and a text no list", () => {
  expect([textOf({ a: "" }, "a"), textOf({ a: 1 }, "a"), listOf({ a: "b" }, "a")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
