import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "@jest/globals";
import { evaluate, readPackage, readTarball, type Reading, url } from "./package.ts";
import { packageTarball } from "./tarball.ts";

type Type = Readonly<Record<string, unknown>>;
const text: Type = { type: "string" };
const ref = (id: string): Type => ({ type: "ref", reference: { $ref: id } });
const list = (element: Type): Type => ({ type: "array", element });
const map = (element: Type): Type => ({ type: "map", element });
const entity = (of: Readonly<Record<string, Type>>) => ({
  properties: Object.fromEntries(Object.entries(of).map(([name, type]) => [name, { type, documentation: `${name}.` }])),
});

function database(resources: Record<string, Record<string, Type>>, types: Record<string, Record<string, Type>> = {}) {
  const entities = (of: typeof types, naming: (id: string) => object) => ({
    type: "entities",
    entities: Object.entries(of).map(([id, properties]) => ({ $id: id, ...naming(id), ...entity(properties) })),
  });
  const schema = {
    resource: entities(resources, (cloudFormationType) => ({ cloudFormationType })),
    typeDefinition: entities(types, (name) => ({ name })),
  };
  return { "db.json.gz": gzipSync(JSON.stringify({ idCtr: 1, schema })), "lib/index.js": "throw new Error('run')" };
}

it("reads the leaves of lists, maps, unions and objects without a schema", () => {
  const files = database(
    {
      "AWS::X::Task": {
        Containers: list(ref("Container")),
        Workers: map(ref("Container")),
        Definition: { type: "union", types: [{ type: "json" }, ref("Container")] },
        Image: { type: "union", types: [{ type: "integer" }, text] },
        Digest: { type: "union", types: [text, { type: "integer" }] },
        Count: { type: "integer" },
        Tags: list({ type: "tag" }),
      },
      "AWS::X::Other": { Environment: map(text) },
    },
    { Container: { Image: text, Names: list(text) } },
  );
  expect(readPackage("service-spec", files)).toEqual({
    types: ["AWS::X::Other", "AWS::X::Task"],
    leaves: {
      "AWS::X::Other": ["Environment{}"],
      "AWS::X::Task": [
        ...["Containers[].Image", "Containers[].Names[]", "Workers{}.Image", "Workers{}.Names[]"],
        ...["Definition", "Definition.Image", "Definition.Names[]", "Image", "Digest", "Count", "Tags[]"],
      ],
    },
    candidates: [
      { type: "AWS::X::Other", path: "Environment{}", doc: "Environment." },
      { type: "AWS::X::Task", path: "Containers[].Image", doc: "Image." },
      { type: "AWS::X::Task", path: "Workers{}.Image", doc: "Image." },
      { type: "AWS::X::Task", path: "Definition", doc: "Definition." },
      { type: "AWS::X::Task", path: "Definition.Image", doc: "Image." },
      { type: "AWS::X::Task", path: "Image", doc: "Image." },
      { type: "AWS::X::Task", path: "Digest", doc: "Digest." },
    ],
    cut: [],
  });
});

it("enters a type that contains itself once, and beside itself again", () => {
  const files = database(
    { "AWS::X::Rule": { Left: ref("Statement"), Right: ref("Statement") } },
    { Statement: { Image: text, Not: ref("Statement"), And: list(ref("Statement")) } },
  );
  expect((readPackage("service-spec", files) as Reading).leaves).toEqual({
    "AWS::X::Rule": ["Left.Image", "Right.Image"],
  });
});

it("tells of which types a limit left leaves out", () => {
  const deep = Array.from({ length: 40 }, (_, depth): [string, Record<string, Type>] => [
    `T${depth}`,
    { Image: text, Next: depth === 39 ? text : ref(`T${depth + 1}`) },
  ]);
  const files = database(
    { "AWS::X::Deep": { Next: ref("T0") }, "AWS::X::Flat": { Image: text } },
    Object.fromEntries(deep),
  );
  expect((readPackage("service-spec", files) as Reading).cut).toEqual(["AWS::X::Deep"]);
});

it.each<[string, Record<string, string | Buffer>, string]>([
  ["no database", { "package.json": "{}" }, "no db.json.gz in "],
  [
    "a type that nobody knows",
    database({ "AWS::X::A": { A: { type: "novel" } } }),
    "no CloudFormation type novel is known",
  ],
  ["a reference to nothing", database({ "AWS::X::A": { A: ref("B") } }), "no type B is defined"],
])("refuses %s", (_, files, message) => {
  expect(readPackage("service-spec", files)).toContain(message);
});

const whole = packageTarball(database({ "AWS::X::A": { Image: text } }));
const cutOff = (bytes: number) => gzipSync(gunzipSync(whole).subarray(0, bytes));
it.each([
  ["whose compression ends too early", whole.subarray(0, whole.length / 2), "unexpected end of file"],
  ["whose file ends too early", cutOff(600), "ends in the middle of package/db.json.gz"],
  ["that ends too early for its header", cutOff(100), "ends before its archive does"],
  ["that is no archive", Buffer.from("no archive"), "incorrect header check"],
  ["of something else", gzipSync(Buffer.alloc(512, "x")), "is no tar archive, or a damaged one"],
])("refuses a tarball %s", (_, tarball, message) => {
  expect(readTarball("service-spec", tarball)).toContain(message);
});

it("reads no file that is not there", () => {
  expect(
    evaluate(
      `const { read } = await import(${url("read/service-spec.mjs")}); return await read("/nowhere/package.tgz");`,
    ),
  ).toContain("ENOENT");
});
