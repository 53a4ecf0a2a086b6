import { readFileSync } from "node:fs";
import Ajv from "ajv";
import draft04 from "ajv/lib/refs/json-schema-draft-04.json";
import { parseXml, type Element } from "./xml.ts";

const SARIF = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");

let validateSarif: Ajv.ValidateFunction | undefined;

/** What the SARIF 2.1.0 schema, as Microsoft publishes it, objects to. */
export function sarifObjections(value: unknown): readonly string[] {
  validateSarif ??= compiled();
  if (validateSarif(value) === true) return [];
  return (validateSarif.errors ?? []).map(({ dataPath, message = "" }) => `${dataPath} ${message}`);
}

function compiled(): Ajv.ValidateFunction {
  const ajv = new Ajv({ schemaId: "id", meta: false, allErrors: true });
  ajv.addMetaSchema(draft04);
  return ajv.compile(JSON.parse(readFileSync(SARIF, "utf8")) as object);
}

/** What an element may hold: its attributes (those marked with ! it must), its elements, and whether text. */
interface Shape {
  readonly attributes: readonly string[];
  readonly elements: readonly string[];
  readonly hasText?: true;
}

const OUTCOME: Shape = { attributes: ["type", "message"], elements: [], hasText: true };
const NUMBERS = ["tests", "failures", "errors"];

/**
 * The constraints of junit-10.xsd of Jenkins' xUnit plugin, written out by hand: no validator of XML Schema is a dependency here. Of
 * the elements that it knows beside these none is written.
 */
const JUNIT: Readonly<Record<string, Shape>> = {
  testsuites: { attributes: ["name", "time", ...NUMBERS, "disabled"], elements: ["testsuite"] },
  testsuite: {
    attributes: [
      "name!",
      "tests!",
      "failures",
      "errors",
      "time",
      "disabled",
      "skipped",
      "timestamp",
      "hostname",
      "id",
      "package",
    ],
    elements: ["properties", "testcase", "system-out", "system-err"],
  },
  testcase: {
    attributes: ["name!", "time", "classname", "group"],
    elements: ["skipped", "error", "failure", "system-out", "system-err"],
  },
  failure: OUTCOME,
  error: OUTCOME,
  skipped: OUTCOME,
  "system-out": { attributes: [], elements: [], hasText: true },
};

const NUMERIC = /^(?:tests|failures|errors|skipped|disabled|time)$/;

/** What that schema objects to; and counts that are not those of the cases. */
export function junitObjections(xml: string): readonly string[] {
  const root = parseXml(xml);
  return root.name === "testsuites"
    ? [...shapeObjections(root), ...countObjections(root)]
    : [`<${root.name}> is no root`];
}

function shapeObjections({ name, attributes, children, text }: Element): readonly string[] {
  const shape = JUNIT[name];
  if (shape === undefined) return [`<${name}> is unknown`];
  const known = shape.attributes.map((one) => one.replace("!", ""));
  const needed = shape.attributes.filter((one) => one.endsWith("!")).map((one) => one.slice(0, -1));
  return [
    ...[...attributes.keys()].filter((one) => !known.includes(one)).map((one) => `<${name} ${one}>`),
    ...needed.filter((one) => !attributes.has(one)).map((one) => `<${name}> without ${one}`),
    ...[...attributes]
      .filter(([one, value]) => NUMERIC.test(one) && !/^\d+$/.test(value))
      .map(([one]) => `<${name} ${one}> is no number`),
    ...children.filter((one) => !shape.elements.includes(one.name)).map((one) => `<${one.name}> in <${name}>`),
    ...(shape.hasText !== true && text.trim() !== "" ? [`text in <${name}>`] : []),
    ...children.flatMap(shapeObjections),
  ];
}

const COUNTED = [
  ["failures", "failure"],
  ["errors", "error"],
  ["skipped", "skipped"],
] as const;

function countObjections(element: Element): readonly string[] {
  const cases = casesIn(element);
  const wrong = [
    ["tests", cases.length] as const,
    ...COUNTED.map(
      ([name, outcome]) =>
        [name, cases.filter(({ children }) => children.some((one) => one.name === outcome)).length] as const,
    ),
  ]
    .filter(([name, count]) => element.attributes.has(name) && element.attributes.get(name) !== String(count))
    .map(([name, count]) => `<${element.name}> has ${count} ${name}`);
  return [...wrong, ...(element.name === "testsuites" ? element.children.flatMap(countObjections) : [])];
}

export function casesIn({ name, children }: Element): readonly Element[] {
  return name === "testsuites" ? children.flatMap(casesIn) : children.filter((one) => one.name === "testcase");
}
