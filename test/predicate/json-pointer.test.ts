import { describe, expect, it } from "@jest/globals";
import { parseJsonPointer, valueAt } from "../../src/predicate/index.ts";

/** RFC 6901, section 5. */
const document = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
  "~1": 9,
  nothing: null,
};

const at = (text: string, value: unknown = document) => valueAt(value, parseJsonPointer(text) ?? ["no pointer"]);

it.each([
  ["", document],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/e^f", 3],
  ["/g|h", 4],
  ["/i\\j", 5],
  ['/k"l', 6],
  ["/ ", 7],
  ["/m~0n", 8],
  ["/~01", 9],
  ["/nothing", null],
])("%j leads to what RFC 6901 says", (pointer, value) => {
  expect(at(pointer)).toEqual(value);
});

it.each([
  "/bar",
  "/foo/2",
  "/foo/-",
  "/foo/00",
  "/foo/01",
  "/foo/+1",
  "/foo/1.0",
  "/foo/1e0",
  "/foo/length",
  "/foo/0/length",
  "/foo/0/0",
  "/nothing/x",
  "/constructor",
  "/__proto__",
  "/foo/constructor",
  "/toString",
])("%j leads to nothing", (pointer) => {
  expect(at(pointer)).toBeUndefined();
});

it.each(["foo", "#/foo", "/~", "/~2", "/a~", "/a~b/c", "/".repeat(65), `/${"a".repeat(1024)}`, " /foo"])(
  "%j is no pointer",
  (text) => {
    expect(parseJsonPointer(text)).toBeUndefined();
  },
);

describe("names that mean something to JavaScript", () => {
  it("are members like any other where JSON has them", () => {
    const value: unknown = JSON.parse('{"__proto__":{"approved":true},"constructor":1}');
    expect(at("/__proto__/approved", value)).toBe(true);
    expect(at("/constructor", value)).toBe(1);
  });
});
