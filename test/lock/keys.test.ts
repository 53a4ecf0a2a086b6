import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { referenceKey, stackKey } from "../../src/lock/keys.ts";

/** Texts that are likely to run together when they are joined, half characters included. */
const names = fc.string({
  unit: fc.constantFrom("a", "b", "/", '"', ",", "\\", "\0", "\uD800", "\uFFFD"),
  maxLength: 3,
});
const identities = fc.record({ organization: names, project: names, stack: names });

const keyOf = (organization: string, project: string, stack: string) => stackKey({ organization, project, stack });

describe("a stack's key", () => {
  it.each([
    [keyOf("a/b", "c", "d"), keyOf("a", "b/c", "d"), "a slash in an organisation"],
    [keyOf("a", "b/c", "d"), keyOf("a", "b", "c/d"), "a slash in a project"],
    [keyOf('a","b', "c", "d"), keyOf("a", 'b","c', "d"), "JSON's own quotes"],
    [keyOf("", "a", "b"), keyOf("a", "", "b"), "an empty name"],
    [keyOf("acme", "shop", "dev"), keyOf("ACME", "shop", "dev"), "letter case"],
    [keyOf("\uD800", "a", "b"), keyOf("\uFFFD", "a", "b"), "half a character, which UTF-8 replaces"],
  ])("%s differs from %s: %s", (one, other) => {
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toBe(other);
  });

  it("is the same for the same names only", () => {
    fc.assert(
      fc.property(identities, identities, (one, other) => {
        expect(stackKey(one) === stackKey(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe("a reference's key", () => {
  it("is the same for the same reference of the same stack only", () => {
    fc.assert(
      fc.property(identities, names, identities, names, (one, text, other, otherText) => {
        const isSame = JSON.stringify([one, text]) === JSON.stringify([other, otherText]);
        expect(referenceKey(one, text) === referenceKey(other, otherText)).toBe(isSame);
      }),
    );
  });

  it("differs where one name differs", () => {
    const base = { organization: "a", project: "a", stack: "a" };
    const keys = [
      referenceKey(base, "a"),
      referenceKey({ ...base, organization: "b" }, "a"),
      referenceKey({ ...base, project: "b" }, "a"),
      referenceKey({ ...base, stack: "b" }, "a"),
      referenceKey(base, "b"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("is never a stack's", () => {
    const stack = { organization: "a", project: "b", stack: "c" };
    expect(referenceKey(stack, "")).not.toBe(stackKey(stack));
  });
});
