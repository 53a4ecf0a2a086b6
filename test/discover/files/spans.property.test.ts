import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { SourceFile } from "../../../src/discover/index.ts";

type Steps = readonly (string | number)[];

const KEY = fc.oneof(
  fc.constantFrom("image", "a", "a.b", "__proto__", "", "1", "true", "null", "key with spaces", "constructor"),
  fc.string({ maxLength: 4 }),
);
/** A mark of the byte order is skipped where a line begins with one, and some ends of lines are refused. */
const TEXT = fc
  .oneof(
    fc.constantFrom(
      "nginx:1.27",
      "a: b",
      "- a",
      "# no",
      "x # y",
      "'",
      '"',
      "\\",
      "{{ x }}",
      "two\nlines",
      " ",
      "*a",
      "&a",
    ),
    fc.string({ maxLength: 12 }),
  )
  .filter((text) => !/[\uFEFF\u0085\u2028\u2029]/.test(text));
const LEAF = fc.oneof(TEXT, fc.integer(), fc.boolean(), fc.constant(null));
const TREE = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, LEAF, tie("list"), tie("object")),
  list: fc.array(tie("tree"), { maxLength: 4 }),
  object: fc.dictionary(KEY, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
})).tree;

/** Every value of a tree with the steps that lead to it. */
function valuesIn(value: unknown, steps: Steps = []): (readonly [Steps, unknown])[] {
  const inner =
    typeof value !== "object" || value === null
      ? []
      : Array.isArray(value)
        ? value.flatMap((one, index) => valuesIn(one, [...steps, index]))
        : Object.entries(value).flatMap(([key, one]) => valuesIn(one, [...steps, key]));
  return [[steps, value], ...inner];
}

/** The texts at which a file says that its values stand. */
function written(text: string, values: readonly (readonly [Steps, unknown])[]): (string | undefined)[] {
  const file = new SourceFile("a.yaml", text);
  const parsed = file.documents();
  if ("why" in parsed) throw new Error(`${parsed.why}: ${JSON.stringify(text)}`);
  const spans = parsed.documents[0]?.spans(values.map(([steps]) => steps)) ?? [];
  return spans.map((span) => span && text.slice(span.start, span.end));
}

const BEGINNING = fc.constantFrom("", "\uFEFF", "\n \t", "\uFEFF\r\n");

it("every value of a JSON text stands where its span says", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.array(TREE, { maxLength: 4 }), fc.dictionary(KEY, TREE, { maxKeys: 4, noNullPrototype: true })),
      fc.constantFrom("", "  ", "\t"),
      BEGINNING,
      (tree, indent, before) => {
        const values = valuesIn(tree);
        const texts = written(before + JSON.stringify(tree, undefined, indent), values);
        expect(texts.map((text) => JSON.parse(text ?? "") as unknown)).toEqual(values.map(([, value]) => value));
      },
    ),
  );
});

const STYLES = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom("any", "flow"),
  defaultStringType: fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE"),
  lineWidth: fc.constantFrom(0, 20, 80),
});

it("every value of a YAML text stands where its span says, whatever its style and its ends of lines", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(TREE, { minLength: 1, maxLength: 4 }),
        fc.dictionary(KEY, TREE, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      ),
      STYLES,
      fc.constantFrom("", "# a comment\n", "\uFEFF", "---\n", "%YAML 1.2\n---\n"),
      fc.constantFrom("\n", "\r\n"),
      (tree, style, before, end) => {
        const text =
          before + stringify(tree, { ...style, aliasDuplicateObjects: false } as never).replaceAll("\n", end);
        const scalars = valuesIn(tree).filter(([, value]) => typeof value !== "object" || value === null);
        const texts = written(text, scalars);
        expect(
          texts.map((one) => parse(one?.replaceAll(/^ +/gm, "") ?? "unwritten", { schema: "core" }) as unknown),
        ).toEqual(scalars.map(([, value]) => parse(stringify(value).replaceAll(/^ +/gm, "")) as unknown));
      },
    ),
  );
});
