import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";
import { parseDocument } from "yaml";
import { readPolicyObject } from "../../src/policy/index.ts";

export type SchemaName =
  | "policy-1.json"
  | "report-1.json"
  | "explanation-1.json"
  | "policy-lint-1.json"
  | "doctor-1.json"
  | "lock-1.json"
  | "lock-file-1.json";

const compiled = new Map<SchemaName, ValidateFunction>();

/** A schema as it ships. */
export function shipped(name: SchemaName): object {
  return JSON.parse(readFileSync(join(__dirname, "../../schema", name), "utf8")) as object;
}

/** What a schema that ships objects to in a value; empty where it takes it. */
export function objections(name: SchemaName, value: unknown): readonly string[] {
  const validate = compiled.get(name) ?? new Ajv({ allErrors: true }).compile(shipped(name));
  compiled.set(name, validate);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).map(({ dataPath, message = "" }) => `${dataPath} ${message}`);
}

/** What an editor objects to in a policy document: that it is no YAML, or what the schema says. */
export function editorSays(text: string | Uint8Array): readonly string[] {
  const written = typeof text === "string" ? text : new TextDecoder().decode(text);
  const document = parseDocument(written, { stringKeys: true, logLevel: "silent" });
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) return [mistake.code];
  try {
    return objections("policy-1.json", document.toJS());
  } catch (error) {
    if (error instanceof ReferenceError) return ["BAD_ALIAS"];
    throw error;
  }
}

/** No document that loads is rejected by an editor. @throws Error where one is */
export function assertEditorTakes(value: unknown): void {
  const said = objections("policy-1.json", value);
  if (said.length > 0) throw new Error(`valid, and the schema objects: ${said.join("; ")}\n${JSON.stringify(value)}`);
}

/** As `readPolicyObject`, of a document that no editor rejects. */
export const readTaken: typeof readPolicyObject = (value, folder, source) => {
  const document = readPolicyObject(value, folder, source);
  assertEditorTakes(JSON.parse(JSON.stringify(value)));
  return document;
};

/** A value that was printed as JSON, which its schema has to take. @throws Error where it does not */
export function conforming(name: SchemaName, json: string): unknown {
  const value: unknown = JSON.parse(json);
  const said = objections(name, value);
  if (said.length > 0) throw new Error(`schema/${name} objects: ${said.join("; ")}\n${json}`);
  return value;
}

const PRINTED: Readonly<Record<string, SchemaName>> = {
  verify: "report-1.json",
  check: "report-1.json",
  explain: "explanation-1.json",
  policy: "policy-lint-1.json",
  doctor: "doctor-1.json",
  lock: "lock-1.json",
};

/** What a command line printed as JSON, if it did. @throws Error where no schema takes it */
export function assertPrinted([command = "", ...args]: readonly string[], stdout: string): void {
  const schema = PRINTED[command];
  const isJson = args.some((arg, index) => arg === "--format" && args[index + 1] === "json");
  if (isJson && schema !== undefined && stdout !== "") conforming(schema, stdout);
}
