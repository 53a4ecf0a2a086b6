import { under } from "../cloudformation/source.ts";
import { SHAPE_WORDS, shapeOf } from "../data.ts";
import type { Format, Inside, Reading } from "../format.ts";
import { UNKNOWN } from "../image-use.ts";
import { parseJsonText } from "../json-text.ts";
import { PROPERTIES_OF } from "../token.ts";
import { givenBy } from "./given.ts";
import type { Given } from "./names.ts";
import { underName } from "./source.ts";
import { readResource, readTemplate } from "./template.ts";
import { isDeployment, isListed } from "./types.ts";

/** A template as a text or as an object; `given` is what the resource around it says of the template's parameters. */
function template(given: (inputs: unknown) => Given): Format {
  return {
    read: (text, inputs) => parsed(text, (value) => readTemplate(value, given(inputs))),
    readObject: (value, inputs) => readTemplate(value, given(inputs)),
  };
}

function parsed(text: string, read: (value: unknown) => readonly Reading[]): readonly Reading[] {
  const found = parseJsonText(text);
  return "why" in found ? [{ kind: "unreadable", why: found.why }] : read(found.value);
}

/** Whatever else a parameter is given is given where the template is deployed. */
const ownDefaults: Given = () => [];

/** What stands beside a document as its type: one text, or why there is none. */
function typeBeside(parts: readonly unknown[]): string | Reading {
  if (parts.includes(UNKNOWN)) return { kind: "unknown" };
  const isKnown = parts.every((part) => typeof part === "string");
  return isKnown ? parts.join("/") : { kind: "unreadable", why: "has no type beside it" };
}

/** `parentResourcePath` is `servers/some-name`: every second part of it is a name. */
function typeOfResource(inputs: unknown): string | Reading {
  const [namespace, parent = "", type] = ["resourceProviderNamespace", "parentResourcePath", "resourceType"].map(
    (name) => under(inputs, name).at(-1),
  );
  const types = typeof parent === "string" ? parent.split("/").filter((part) => part !== "") : [parent];
  return typeBeside([namespace, ...types.filter((part, index) => part === UNKNOWN || index % 2 === 0), type]);
}

/** The `properties` of a resource whose type stands in three inputs. */
const properties: Format = {
  read: () => [{ kind: "unreadable", why: "is a text, not an object" }],
  readObject: (value, inputs) => {
    const type = typeOfResource(inputs);
    if (typeof type !== "string") return [type];
    const inside = { type: `${PROPERTIES_OF}${type.toLowerCase()}` };
    if (!isDeployment(type)) return isListed(type) ? [{ kind: "document", value, inside }] : [];
    return readResource(type, { properties: value }).map((reading) => seenFromProperties(reading, inside));
  },
};

/** The same of the place where the properties stand. */
function seenFromProperties(reading: Reading, inside: Inside): Reading {
  if (reading.kind === "image") return reading;
  const [first, ...at] = reading.at ?? [];
  if (first === "properties") return { ...reading, at };
  if (reading.kind !== "document") return reading;
  return { ...reading, value: underName(reading.value, "properties").at(-1), inside };
}

/** What the azapi provider sends as it is: `type` is `Microsoft.App/containerApps@2023-05-01`. */
const body: Format = {
  read: (text, inputs) => parsed(text, (value) => readBody(value, inputs)),
  readObject: (value, inputs) => readBody(value, inputs),
};

function readBody(value: unknown, inputs: unknown): readonly Reading[] {
  const type = typeBeside([under(inputs, "type").at(-1)]);
  if (typeof type !== "string") return [type];
  const shape = shapeOf(value);
  if (shape === "nothing") return [];
  if (shape !== "object") return [{ kind: "unreadable", why: `holds ${SHAPE_WORDS[shape]}, not an object` }];
  return readResource(type.replace(/@.*$/, ""), value);
}

/** How the catalog's formats are read that have to do with Azure Resource Manager. */
export const ARM_TEMPLATES: readonly (readonly [string, Format])[] = [
  ["arm-template", template(givenBy)],
  ["arm-nested", template(() => ownDefaults)],
  ["arm-properties", properties],
  ["arm-body", body],
];
