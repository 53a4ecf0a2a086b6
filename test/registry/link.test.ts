import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { nextLink } from "../../src/registry/link.ts";

it.each([
  [undefined, undefined],
  ["", undefined],
  ['</v2/a/referrers/b?n=2>; rel="next"', "/v2/a/referrers/b?n=2"],
  ["</a>;rel=next", "/a"],
  ['<https://host/a?b=c,d;e>; rel="next"', "https://host/a?b=c,d;e"],
  ['</a>; rel="prev", </b>; rel="next"', "/b"],
  ['</a>; title="next"; rel=prev, </b>; title="a, b; c"; rel="last next"', "/b"],
  ['</a>; REL="NEXT"', "/a"],
  ['<>; rel="next"', ""],
  ['</a>; rel="prev"', undefined],
  ['</a>; rel="nextish"', undefined],
  ["</a>", undefined],
  ['/a; rel="next"', undefined],
  ['</a; rel="next"', undefined],
  ['</a>; rel="next', undefined],
  ['</a>; rel="prev" garbage, </b>; rel="next"', undefined],
])("the next page after %j is %j", (header, target) => {
  expect(nextLink(header)).toBe(target);
});

it.each([
  ["semicolons", `</a>${";".repeat(30_000)}`],
  ["parameters", `</a>${";a=b".repeat(8_000)}"`],
  ["blanks", `</a>${" ".repeat(30_000)};`],
  ["targets", "<a>,".repeat(8_000)],
  ["a name", `</a>;${"a".repeat(30_000)}"`],
])("a header full of %s is read in one pass (D36)", (_, header) => {
  expect(nextLink(header)).toBeUndefined();
});

it("any header is read without a throw", () => {
  const unit = fc.constantFrom(...Array.from('<>;,="a r\\t'), "rel", "next");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (header) => {
      nextLink(header);
    }),
  );
});

it("a header that is made to be read in many ways is read in one pass and holds up nobody", () => {
  // With an ambiguous expression this takes years, and no deadline interrupts it.
  for (const piece of [";a=  ", ";a=", "; a", ';a=""', " "]) {
    expect(nextLink(`<x>${piece.repeat(6000)}"`)).toBeUndefined();
  }
});

it("the next page is found after any links that lead elsewhere, in whatever way they are written", () => {
  const target = fc.string({ unit: fc.constantFrom(...Array.from("/?&=abc,;")), maxLength: 12 });
  const quoted = fc.string({
    unit: fc.constantFrom(...Array.from('a ,;<>="').filter((one) => one !== '"')),
    maxLength: 8,
  });
  const link = fc
    .tuple(target, quoted, fc.constantFrom("", " "), fc.constantFrom("prev", "first", "nextish"))
    .map(([to, title, blank, rel]) => `<${to}>${blank};${blank}title="${title}"${blank};${blank}rel="${rel}"`);
  fc.assert(
    fc.property(fc.array(link, { maxLength: 4 }), target, (others, next) => {
      expect(nextLink([...others, `<${next}>; rel="next"`].join(", "))).toBe(next);
      expect(nextLink(others.join(", "))).toBeUndefined();
    }),
  );
});
