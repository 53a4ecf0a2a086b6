import fc, { type Arbitrary } from "fast-check";

/** A piece of a JSON text; one that is an image's JSON string names the image. */
export interface Piece {
  readonly text: string;
  readonly image?: string;
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

/** The images in their order, with the span of each, counted from the pieces and not read from the text. */
export function imagesOf(pieces: readonly Piece[]): { image: string; span: { start: number; end: number } }[] {
  let end = 0;
  return pieces.flatMap(({ text, image }) => {
    const start = end;
    end += text.length;
    return image === undefined ? [] : [{ image, span: { start, end } }];
  });
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["/", "\\/"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Each code unit as it is, as a short escape or by its number, as the styles say in turn. */
function spelled(value: string, styles: readonly number[]): string {
  const units = value.split("").map((unit, index) => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, "0");
    const style = styles[index % styles.length] ?? 0;
    if (style === 0 && unit >= " " && unit !== '"' && unit !== "\\") return unit;
    if (style === 1) return SHORT.get(unit) ?? `\\u${hex}`;
    return `\\u${style === 2 ? hex.toUpperCase() : hex}`;
  });
  return `"${units.join("")}"`;
}

const space: Arbitrary<Piece[]> = fc
  .string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 })
  .map((text) => [{ text }]);

const styles = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });
const anyText = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("nginx:1", '"image":"nginx:1"}'));
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("image", "Image", "IMAGE", "iMaGe") },
  fc.constantFrom("name", "images", "environment", "__proto__", "constructor", "}],[{"),
  fc.string(),
);
const decoy = fc.constantFrom<unknown>({ image: "nginx:1" }, [{ image: "nginx:1" }], ["nginx:1"]);

const otherValue: Arbitrary<Piece[]> = fc.oneof(
  fc.tuple(anyText, styles).map(([text, style]) => [{ text: spelled(text, style) }]),
  fc
    .tuple(fc.oneof(fc.jsonValue(), decoy), fc.nat(2))
    .map(([value, indent]) => [{ text: JSON.stringify(value, null, indent) }]),
);

function member(image: Arbitrary<string>): Arbitrary<Piece[]> {
  const imageValue = fc.tuple(image, styles).map(([value, style]) => [{ text: spelled(value, style), image: value }]);
  return fc
    .tuple(name, styles, space, space, imageValue, otherValue)
    .map(([key, style, before, after, asImage, asOther]) => [
      { text: spelled(key, style) },
      ...before,
      { text: ":" },
      ...after,
      ...(key.toLowerCase() === "image" ? asImage : asOther),
    ]);
}

function listed(open: string, items: Arbitrary<Piece[]>, close: string): Arbitrary<Piece[]> {
  return fc
    .tuple(fc.array(fc.tuple(space, items, space), { maxLength: 5 }), space)
    .map(([parts, empty]) => [
      { text: open },
      ...(parts.length === 0
        ? empty
        : parts.flatMap((part, index) => [{ text: index === 0 ? "" : "," }, ...part.flat()])),
      { text: close },
    ]);
}

/**
 * A JSON text of container definitions in which names repeat, differ in case and are escaped, and much looks like an
 * image that is none.
 */
export function taskText(image: Arbitrary<string>): Arbitrary<Piece[]> {
  const containers = listed("[", listed("{", member(image), "}"), "]");
  return fc.tuple(space, containers, space).map((parts) => parts.flat());
}
