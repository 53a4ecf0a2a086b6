import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  InvalidImageReference,
  formatImageReference,
  formatRepository,
  parseDigest,
  parseImageReference,
  parseRegistryHost,
  pinReference,
  printable,
} from "../../src/reference/index.ts";
import type { ImageReference } from "../../src/reference/index.ts";
import { damagedReferences, digestTexts, nearReferences, references, texts } from "./arbitraries.ts";

const RUNS = { numRuns: 2000 };
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;
const anyText = fc.oneof(texts, damagedReferences);

function read(text: string): ImageReference | InvalidImageReference {
  try {
    return parseImageReference(text);
  } catch (error) {
    if (error instanceof InvalidImageReference) return error;
    throw error;
  }
}

describe("a text made from the grammar", () => {
  it("is read", () => {
    fc.assert(
      fc.property(references, (text) => {
        expect(read(text)).not.toBeInstanceOf(InvalidImageReference);
      }),
      RUNS,
    );
  });
});

describe("a text that is read", () => {
  const readable = fc.oneof(references, damagedReferences, nearReferences);

  it("prints to a text that reads as the same reference and prints the same", () => {
    fc.assert(
      fc.property(readable, (text) => {
        const reference = read(text);
        fc.pre(!(reference instanceof InvalidImageReference));
        const printed = formatImageReference(reference);
        expect(parseImageReference(printed)).toStrictEqual(reference);
        expect(formatImageReference(parseImageReference(printed))).toBe(printed);
      }),
      RUNS,
    );
  });

  it("names a registry that reads as a host, also to a URL parser", () => {
    fc.assert(
      fc.property(readable, (text) => {
        const reference = read(text);
        fc.pre(!(reference instanceof InvalidImageReference));
        expect(parseRegistryHost(reference.registry)).toBe(reference.registry);
        const url = new URL(`https://${reference.registry}/v2/${reference.repository}/manifests/x`);
        expect(`${url.hostname}:${url.port}`).toBe(reference.registry.replace(/(?::443|(?<!:[0-9]+))$/, ":"));
        expect(url.pathname).toBe(`/v2/${reference.repository}/manifests/x`);
      }),
      RUNS,
    );
  });

  it("has the digest and the tag that it ends with, byte for byte", () => {
    fc.assert(
      fc.property(readable, (text) => {
        const reference = read(text);
        fc.pre(!(reference instanceof InvalidImageReference));
        const { tag, digest } = reference;
        expect(text.endsWith((tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`))).toBe(
          true,
        );
        expect(digest === undefined).toBe(!text.includes("@"));
      }),
      RUNS,
    );
  });

  it("is pinned to a text that reads as the same repository with that digest", () => {
    const forms = fc.constantFrom("name:tag@digest" as const, "name@digest" as const);
    fc.assert(
      fc.property(readable, digestTexts.map(parseDigest), forms, (text, digest, form) => {
        const reference = read(text);
        fc.pre(!(reference instanceof InvalidImageReference));
        const pinned = parseImageReference(pinReference(text, digest, form));
        expect(formatRepository(pinned)).toBe(formatRepository(reference));
        expect(pinned.digest).toBe(digest);
        expect(pinned.tag).toBe(form === "name@digest" ? undefined : reference.tag);
      }),
      RUNS,
    );
  });

  it("is refused with white space or an at sign around it", () => {
    fc.assert(
      fc.property(references, fc.constantFrom(" ", "\n", "\0", "\u200B", "@"), (text, extra) => {
        expect(read(text + extra)).toBeInstanceOf(InvalidImageReference);
        expect(read(extra + text)).toBeInstanceOf(InvalidImageReference);
      }),
      RUNS,
    );
  });
});

describe("any text at all", () => {
  it("is read, or refused as InvalidImageReference with a message of bounded length without control characters", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const reference = read(text);
        fc.pre(reference instanceof InvalidImageReference);
        expect(reference.message).not.toMatch(UNPRINTABLE);
        expect(reference.message.length).toBeLessThan(600);
      }),
      RUNS,
    );
  });

  it("is refused alike behind thousands of more characters: its length is looked at first", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom("a", "-", "_", "/", ":", "@", "[", ".", " "), (text, filler) => {
        expect(read(text + filler.repeat(20_000))).toMatchObject({ reason: "too-long" });
      }),
      { numRuns: 300 },
    );
  });

  it("is shown without control characters, in at most 300", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "binary", maxLength: 2000 })), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(UNPRINTABLE);
        expect(shown.length).toBeLessThanOrEqual(300);
      }),
      RUNS,
    );
  });

  it("is shown, and told about, without the password in front of a host", () => {
    const secret = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).map((tail) => `hunter2${tail}hunter2`);
    const before = fc.constantFrom("", "https://", "docker://", " ", "registry.example/");
    fc.assert(
      fc.property(before, secret, references, (scheme, password, rest) => {
        const text = `${scheme}user:${password}@${rest}`;
        expect(printable(text)).not.toContain("hunter2");
        const refused = read(text);
        expect(refused).toBeInstanceOf(InvalidImageReference);
        expect((refused as InvalidImageReference).message).not.toContain("hunter2");
      }),
      RUNS,
    );
  });
});
