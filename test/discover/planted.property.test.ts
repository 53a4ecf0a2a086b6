import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { discoverImageUses, type ImageUse, UNKNOWN } from "../../src/discover/index.ts";
import { resource } from "./resource.ts";

/** A tree, and the images planted in it. */
interface Grown {
  readonly tree: unknown;
  readonly images: readonly string[];
  readonly unknowns: number;
}

const LISTS = ["containers", "initContainers", "ephemeralContainers"];
/** Names that neither hold images (as `image` may in a custom resource) nor hide pod specs, some of them hostile. */
const NAMES = ["a", "b.c", "images", "rbd", "env", "status", "__proto__", "constructor", "items", "x y", "length", "0"];

const noise = fc.oneof(fc.constant(UNKNOWN), fc.constant(null), fc.integer(), fc.string(), fc.boolean());

const image = fc.string({ minLength: 1, maxLength: 3 }).map((text) => `planted/${text}`);

const container: fc.Arbitrary<Grown> = fc
  .record({
    image: fc.oneof(image, fc.constant(UNKNOWN)),
    name: noise,
    env: noise,
    more: fc.dictionary(fc.constantFrom("x", "y.z"), noise),
  })
  .map(({ more, ...own }) => ({
    tree: { ...more, ...own },
    images: own.image === UNKNOWN ? [] : [own.image],
    unknowns: own.image === UNKNOWN ? 1 : 0,
  }));

const unknownContainer: fc.Arbitrary<Grown> = fc.constant({ tree: UNKNOWN, images: [], unknowns: 1 });

function together(parts: readonly Grown[], tree: unknown): Grown {
  return {
    tree,
    images: parts.flatMap(({ images }) => images),
    unknowns: parts.reduce((sum, { unknowns }) => sum + unknowns, 0),
  };
}

function asObject(parts: Readonly<Record<string, Grown>>): Grown {
  const entries = Object.entries(parts);
  const tree = Object.fromEntries(entries.map(([name, part]) => [name, part.tree]));
  return together(
    entries.map(([, part]) => part),
    tree,
  );
}

const containers: fc.Arbitrary<Grown> = fc.oneof(
  fc.array(fc.oneof(container, unknownContainer), { maxLength: 4 }).map((parts) =>
    together(
      parts,
      parts.map(({ tree }) => tree),
    ),
  ),
  fc.dictionary(fc.constantFrom("web", "my.db", "__proto__"), fc.oneof(container, unknownContainer)).map(asObject),
  unknownContainer,
);

const barren: fc.Arbitrary<Grown> = noise.map((tree) => ({ tree, images: [], unknowns: 0 }));

const { node } = fc.letrec<{ node: Grown; object: Grown; list: Grown }>((tie) => ({
  node: fc.oneof({ depthSize: "medium", maxDepth: 6 }, barren, tie("object"), tie("list")),
  object: fc
    .tuple(
      fc.dictionary(fc.constantFrom(...NAMES), tie("node"), { maxKeys: 4 }),
      fc.dictionary(fc.constantFrom(...LISTS), containers, { maxKeys: 2 }),
    )
    .map(([others, lists]) => asObject({ ...others, ...lists })),
  list: fc.array(tie("node"), { maxLength: 4 }).map((parts) =>
    together(
      parts,
      parts.map(({ tree }) => tree),
    ),
  ),
}));

function valueAt(props: unknown, steps: readonly (string | number)[] = []): unknown {
  return steps.reduce<unknown>((parent, step) => (parent as Record<string | number, unknown>)[step], props);
}

/** Where a text lies is what a JSON text and a list do differ in. */
function withoutSlot(use: ImageUse): object {
  return { ...use, slot: undefined };
}

describe("in any tree", () => {
  it("every planted image is found exactly once, and no unknown sibling hides one (law 6)", () => {
    let planted = 0;
    fc.assert(
      fc.property(
        node,
        fc.constantFrom("example.com/v1:Shop", "core/v1:Secret", "apps/v1:Deployment"),
        (grown, kind) => {
          const props = { data: { tree: grown.tree } };
          const uses = discoverImageUses(resource(`kubernetes:${kind}`, props));
          planted += grown.images.length;
          expect(uses.flatMap((use) => (use.kind === "image" ? [use.image] : [])).sort()).toEqual(
            [...grown.images].sort(),
          );
          for (const use of uses) if (use.kind === "image") expect(valueAt(props, use.slot?.steps)).toBe(use.image);
          expect(uses.filter(({ kind }) => kind === "unknown")).toHaveLength(grown.unknowns);
          expect(uses.filter(({ kind }) => kind === "unreadable")).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
    expect(planted).toBeGreaterThan(0);
  });

  it("no value of any kind makes the search throw", () => {
    const anything = fc.anything({
      withMap: true,
      withSet: true,
      withBigInt: true,
      withDate: true,
      withNullPrototype: true,
      withTypedArray: true,
      withSparseArray: true,
    });
    const type = fc.constantFrom(
      "kubernetes:apps/v1:Deployment",
      "aws:ecs/taskDefinition:TaskDefinition",
      "aws:lambda/function:Function",
    );
    fc.assert(
      fc.property(anything, anything, type, (one, two, token) => {
        const props = { spec: one, containerDefinitions: two, imageUri: one, containers: two };
        expect(Array.isArray(discoverImageUses(resource(token, props)))).toBe(true);
        expect(Array.isArray(discoverImageUses(resource(token, one)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("a JSON text says the same as the list it was made from", () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.constantFrom("image", "Image", "name", "x"), fc.jsonValue())),
        (definitions) => {
          const token = "aws:ecs/taskDefinition:TaskDefinition";
          const text = discoverImageUses(
            resource(token, { containerDefinitions: JSON.stringify(definitions, null, 1) }),
          );
          const list = discoverImageUses(resource(token, { containerDefinitions: definitions }));
          expect(text.map(withoutSlot)).toEqual(list.map(withoutSlot));
        },
      ),
      { numRuns: 300 },
    );
  });
});
