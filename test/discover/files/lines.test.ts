import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Lines } from "../../../src/discover/files/lines.ts";

describe("a place in a text", () => {
  it.each<[string, number, number, number]>([
    ["", 0, 1, 1],
    ["a\nb", 2, 2, 1],
    ["a\r\nb", 1, 1, 2],
    ["a\r\nb", 3, 2, 1],
    ["a\rb", 2, 2, 1],
    ["a\n\n\nb", 4, 4, 1],
    ["\u{1F600}b", 2, 1, 3],
    ["a\u2028b", 2, 1, 3],
    ["a\n", 2, 2, 1],
  ])("%j at %d is line %d, column %d", (text, offset, line, column) => {
    expect(new Lines(text).at(offset)).toEqual({ line, column });
  });

  it("is where counting from the beginning leads", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é") }), fc.nat(20), (text, at) => {
        const before = text.slice(0, at);
        // Between the two of one end of line is still the line before.
        const ended = before.endsWith("\r") && text[at] === "\n" ? before.slice(0, -1) : before;
        const lines = ended.split(/\r\n?|\n/);
        if (at <= text.length && ended === before)
          expect(new Lines(text).at(at)).toEqual({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
      }),
    );
  });
});
