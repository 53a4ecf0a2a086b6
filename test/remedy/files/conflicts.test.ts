import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FileUse, Splice } from "../../../src/discover/index.ts";
import type { Change } from "../../../src/remedy/files/change.ts";
import { conflicting } from "../../../src/remedy/files/conflicts.ts";
import { spliced } from "../../../src/remedy/files/spliced.ts";

function changesOf(splices: readonly (readonly Splice[])[]): Change[] {
  return splices.map((own, index) => ({ index, splices: own, image: "a", pinned: "b" }));
}

const splice = (start: number, end: number, text = "x"): Splice => ({ span: { start, end }, text });

it.each<[string, Splice[][], number[]]>([
  ["pieces side by side", [[splice(0, 2)], [splice(2, 4)]], []],
  ["pieces that overlap", [[splice(0, 3)], [splice(2, 4)]], [0, 1]],
  ["a piece in another", [[splice(0, 9)], [splice(2, 4)], [splice(9, 10)]], [0, 1]],
  ["a piece behind a short one in a long one", [[splice(0, 9)], [splice(1, 2)], [splice(5, 6)]], [0, 1, 2]],
  ["one piece, one text", [[splice(0, 2)], [splice(0, 2)]], []],
  ["one piece, two texts", [[splice(0, 2, "x")], [splice(0, 2, "y")]], [0, 1]],
  ["two insertions at one place", [[splice(2, 2, "x")], [splice(2, 2, "y")]], [0, 1]],
  ["an insertion beside a piece", [[splice(2, 2)], [splice(2, 4)], [splice(4, 4)]], []],
  ["an insertion in a piece", [[splice(3, 3)], [splice(2, 4)]], [0, 1]],
  ["two pieces of one use that overlap", [[splice(0, 3), splice(2, 4)]], [0]],
])("%s: %j", (_, splices, refused) => {
  expect(conflicting([], changesOf(splices)).map(({ index }) => index)).toEqual(refused);
});

it("what is left can be spliced: only those pieces change, and what stands beside them is where it is said to be", () => {
  const piece = fc.record({ start: fc.nat(30), length: fc.nat(4), text: fc.string({ maxLength: 5 }) });
  const uses = fc.array(fc.array(piece, { minLength: 1, maxLength: 2 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.string({ minLength: 34, maxLength: 34 }), uses, (text, found) => {
      const all = changesOf(found.map((own) => own.map((one) => splice(one.start, one.start + one.length, one.text))));
      const lost = new Set(conflicting([] as FileUse[], all).map(({ index }) => index));
      const splices = all.filter(({ index }) => !lost.has(index)).flatMap((change) => change.splices);
      const after = spliced(text, splices);
      for (let at = 0; at < text.length; at++) {
        if (splices.some(({ span }) => span.start <= at && at < span.end)) continue;
        const { start, end } = after.moved({ start: at, end: at + 1 });
        expect(after.text.slice(end - 1, end)).toBe(text[at]);
        expect(start).toBe(end - 1);
      }
      for (const { span, text: wanted } of splices.filter((one) => one.span.end > one.span.start)) {
        const moved = after.moved(span);
        expect(after.text.slice(moved.end - wanted.length, moved.end)).toBe(wanted);
      }
    }),
    { numRuns: 500 },
  );
});
