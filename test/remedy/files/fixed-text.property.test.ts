import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse, parseAllDocuments } from "yaml";
import { mayNameImages, NO_CORRECTIONS, readImageFile, SourceFile } from "../../../src/discover/index.ts";
import { digestOf, pinReference } from "../../../src/reference/index.ts";
import { type FixedText, fixedText, type Wanted } from "../../../src/remedy/index.ts";
import { dockerfileManifest, jsonManifest, textOf, yamlManifest } from "./manifest.ts";

const digest = digestOf(Buffer.from("image"));
const around = { corrections: NO_CORRECTIONS, read: () => undefined };
const reader = (name: string) => (text: string) => readImageFile(new SourceFile(name, text), around);
const pinned = (image: string) => pinReference(image, digest, "name:tag@digest");

function wantsIn(name: string, text: string, chosen: readonly string[]): readonly Wanted[] {
  return (reader(name)(text)?.uses ?? []).flatMap(({ use }, index) =>
    use.kind === "image" && chosen.includes(use.image)
      ? [{ index, use, image: use.image, pinned: pinned(use.image) }]
      : [],
  );
}

function fixed(name: string, text: string, wants: readonly Wanted[]): FixedText {
  return fixedText(text, reader(name), wants);
}

/** What a reader of YAML sees, with each chosen image pinned wherever it stands under `image`. */
function seen(name: string, text: string, chosen: readonly string[]): unknown {
  if (name === "Dockerfile") return undefined;
  const plain = text.replace(/^\uFEFF/, "");
  const values = name.endsWith(".json") ? [parse(plain)] : parseAllDocuments(plain).map((one) => one.toJS() as unknown);
  return JSON.parse(JSON.stringify(values), (key, value: unknown) =>
    key === "image" && typeof value === "string" && chosen.includes(value) ? pinned(value) : value,
  ) as unknown;
}

const chosen = fc.subarray(["nginx", "nginx:1.29", "nginx:1", "ghcr.io/acme/web:1.4", "localhost:5000/a/b:x"], {
  minLength: 1,
});

const formats = [
  ["YAML", yamlManifest],
  ["JSON", jsonManifest],
  // By whoever reads it.
  ...(mayNameImages("Dockerfile") ? [["Dockerfile", dockerfileManifest] as const] : []),
] as const;

describe.each(formats)("of whatever %s", (_, manifest) => {
  it("only the bytes of the pinned references change, and nothing else is read of it", () => {
    let pins = 0;
    fc.assert(
      fc.property(manifest, chosen, ({ name, pieces }, images) => {
        const text = textOf(pieces);
        const wants = wantsIn(name, text, images);
        const after = fixed(name, text, wants);
        const wanted = pieces.map((piece) =>
          piece.image !== undefined && images.includes(piece.image) ? { text: pinned(piece.image) } : piece,
        );
        expect([after.text, after.refused]).toEqual([textOf(wanted), []]);
        expect(seen(name, after.text, [])).toEqual(seen(name, text, images));
        pins += after.changes.length;
      }),
      { numRuns: 100 },
    );
    expect(pins).toBeGreaterThan(100);
  });

  it("what was pinned stays: a second run has nothing to do, and an old one does nothing", () => {
    fc.assert(
      fc.property(manifest, chosen, ({ name, pieces }, images) => {
        const text = textOf(pieces);
        const wants = wantsIn(name, text, images);
        const after = fixed(name, text, wants);
        expect(wantsIn(name, after.text, images)).toEqual([]);
        const again = fixed(name, after.text, wants);
        expect([again.text, again.changes]).toEqual([after.text, []]);
      }),
      { numRuns: 60 },
    );
  });

  it("a text that somebody changed is left alone, or changed at references only", () => {
    const edit = fc.record({
      at: fc.nat(),
      remove: fc.nat(3),
      insert: fc.constantFrom("", " ", '"', "#", "x", "\n", ":", "*"),
    });
    fc.assert(
      fc.property(manifest, chosen, edit, ({ name, pieces }, images, { at, remove, insert }) => {
        const text = textOf(pieces);
        const index = at % (text.length + 1);
        const now = text.slice(0, index) + insert + text.slice(index + remove);
        const after = fixed(name, now, wantsIn(name, text, images));
        const without = (some: string) => some.replaceAll(`@${digest}`, "");
        expect(without(after.text)).toBe(now);
        expect(after.text.split(digest).length - 1).toBeLessThanOrEqual(after.changes.length);
      }),
      { numRuns: 100 },
    );
  });
});
