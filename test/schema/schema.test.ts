import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import Ajv from "ajv";
import { lockFileSchema } from "../../src/lock/index.ts";
import { documentSchema } from "../../src/policy/json-schema/index.ts";
import { outputSchemas } from "../../src/report/json-schema/index.ts";
import { shipped, type SchemaName } from "./schema.ts";

const generated: Readonly<Record<string, object>> = {
  ...{ "policy-1.json": documentSchema(), "lock-file-1.json": lockFileSchema() },
  ...outputSchemas(),
};
const names = Object.keys(generated) as SchemaName[];

type Node = Readonly<Record<string, unknown>>;

/** Every schema inside a schema, with where it stands. */
function schemasIn(schema: Node, path = "#"): readonly (readonly [path: string, schema: Node])[] {
  const single = ["if", "then", "else", "items", "additionalProperties"];
  const inner = Object.entries(schema).flatMap(([keyword, value]) => {
    const at = `${path}/${keyword}`;
    if (keyword === "properties") return Object.entries(value as Node).map(([key, one]) => [`${at}/${key}`, one] as const);
    if (Array.isArray(value)) return value.map((one: unknown, index) => [`${at}/${index}`, one] as const);
    return single.includes(keyword) ? [[at, value] as const] : [];
  });
  const schemas = inner.filter((one): one is [string, Node] => typeof one[1] === "object" && one[1] !== null);
  return [[path, schema], ...schemas.flatMap(([at, one]) => schemasIn(one, at))];
}

const says = (schema: Node) => Object.keys(schema).filter((key) => !["description", "title", "default"].includes(key));

describe("the schemas that ship", () => {
  it("are what the code says, and no others (npm run schema writes them)", () => {
    expect(readdirSync(join(__dirname, "../../schema")).sort()).toEqual([...names].sort());
    for (const name of names) expect([name, shipped(name)]).toEqual([name, JSON.parse(JSON.stringify(generated[name]))]);
  });

  it.each(names)("%s is a schema of draft 7 with a title", (name) => {
    expect(generated[name]).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      title: expect.stringContaining("digestbound"),
    });
    expect(new Ajv().validateSchema(generated[name] ?? {})).toBe(true);
  });

  it.each(names)("%s lets in no key that it does not name (law 7)", (name) => {
    const open = schemasIn(generated[name] as Node).filter(
      ([, schema]) => "properties" in schema && "type" in schema && schema["additionalProperties"] !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it.each(names)("%s leaves nothing open: what a reader goes through by itself has a schema of its own", (name) => {
    const open = schemasIn(generated[name] as Node).filter(([, schema]) => says(schema).length === 0);
    expect(open.map(([path]) => path)).toEqual([]);
  });
});

describe("the policy document's schema", () => {
  const properties = schemasIn(generated["policy-1.json"] as Node).filter(
    ([path]) => /\/properties\/[^/]+$/.test(path) && !path.includes("/if/"),
  );

  it("says of every key what it is for", () => {
    expect(properties.length).toBeGreaterThan(100);
    for (const [path, { description }] of properties) expect([path, description]).toEqual([path, expect.any(String)]);
  });

  it("takes its own defaults and examples", () => {
    const offered = properties.flatMap(([path, schema]) =>
      ["default" in schema ? [schema["default"]] : [], schema["examples"] ?? []].flat().map((value) => ({ path, schema, value })),
    );
    expect(offered.length).toBeGreaterThan(20);
    const wrong = offered.filter(({ schema, value }) => new Ajv().validate(schema, value) !== true);
    expect(wrong.map(({ path, value }) => [path, value])).toEqual([]);
  });
});
