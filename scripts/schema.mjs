// Writes the JSON Schemas that are generated from the code; a test compares them.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = createRequire(import.meta.url);
const { documentSchema } = load("../dist/src/policy/json-schema/index.js");
const { outputSchemas } = load("../dist/src/report/json-schema/index.js");

const folder = new URL("../schema/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries({ "policy-1.json": documentSchema(), ...outputSchemas() }))
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
