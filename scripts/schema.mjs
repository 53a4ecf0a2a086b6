// Writes the JSON Schemas that are generated from the code; a test compares them.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);
const { documentSchema } = load("../dist/src/policy/json-schema/index.js");
const { lockFileSchema } = load("../dist/src/lock/index.js");
const { outputSchemas } = load("../dist/src/report/json-schema/index.js");

const folder = new URL("../schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
const schemas = { "policy-1.json": documentSchema(), "lock-file-1.json": lockFileSchema(), ...outputSchemas() };
for (const [name, schema] of Object.entries(schemas))
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
