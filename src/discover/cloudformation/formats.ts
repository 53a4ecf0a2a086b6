import { shapeOf } from "../data.ts";
import type { Format, Reading } from "../format.ts";
import { UNKNOWN } from "../image-use.ts";
import { parseJsonText } from "../json-text.ts";
import type { Given } from "./names.ts";
import { isList, members, under } from "./source.ts";
import { readTemplate } from "./template.ts";
import { parseTemplate } from "./text.ts";

/** A template as a text or as an object; `given` is what the resource around it says of the template's parameters. */
function template(given: (inputs: unknown) => Given): Format {
  return {
    read: (text, inputs, deploys) => {
      const parsed = parseTemplate(text);
      if ("why" in parsed) return [{ kind: "unreadable", why: parsed.why }];
      return readTemplate(parsed.value, given(inputs), deploys);
    },
    readObject: (value, inputs, deploys) => readTemplate(value, given(inputs), deploys),
  };
}

/** Both shapes: a map of names, and CloudFormation's own list of `{ parameterKey, parameterValue }`. */
function valuesIn(parameters: unknown, name: string): readonly unknown[] {
  if (parameters === UNKNOWN || shapeOf(parameters) === "foreign") return [UNKNOWN];
  if (!isList(parameters)) return under(parameters, name);
  return members(parameters).flatMap(({ value }) => {
    if (value === UNKNOWN) return [UNKNOWN];
    const isThis = under(value, "parameterKey").some((key) => key === name || key === UNKNOWN);
    return isThis ? under(value, "parameterValue") : [];
  });
}

/** A stack set's instances may have values of their own; where they stand in the same resource, each counts. */
function givenBy(inputs: unknown): Given {
  const groups = under(inputs, "stackInstancesGroup").flatMap((list) => members(list).map(({ value }) => value));
  return (name, defaults) => {
    const own = under(inputs, "parameters").flatMap((parameters) => valuesIn(parameters, name));
    const overrides = groups
      .flatMap((group) => under(group, "parameterOverrides"))
      .flatMap((list) => valuesIn(list, name));
    return [...(own.length > 0 ? own : defaults), ...overrides];
  };
}

/** Inside a template the parameters of another one are set beside it: nothing but what the text says is known of them. */
const anyValue: Given = () => [UNKNOWN];

const remote: readonly Reading[] = [
  {
    kind: "hidden",
    why: "names a template that stands elsewhere, and which images it deploys cannot be seen here",
  },
];

/** Where a resource says which type its properties are of: Cloud Control's resource has a name of its own for it. */
const TYPE_INPUTS = ["type", "typeName", "type_name"] as const;

/** Read as each type that is named, so that an input which its provider ignores hides nothing. */
function propertiesOf(value: unknown, inputs: unknown): readonly Reading[] {
  const types = TYPE_INPUTS.flatMap((name) => under(inputs, name));
  if (types.length === 0) return [{ kind: "unreadable", why: "has no type beside it" }];
  return types.map((type) => {
    if (typeof type === "string") return { kind: "document", value, inside: { type } };
    return type === UNKNOWN ? { kind: "unknown" } : { kind: "unreadable", why: "has a type beside it that is no text" };
  });
}

const properties: Format = {
  read: () => [{ kind: "unreadable", why: "is a text, not an object" }],
  readObject: propertiesOf,
};

/** The same as a text. Cloud Control takes JSON. */
const desiredState: Format = {
  read: (text, inputs) => {
    const parsed = parseJsonText(text);
    return "why" in parsed ? [{ kind: "unreadable", why: parsed.why }] : propertiesOf(parsed.value, inputs);
  },
};

/** How the catalog's formats are read that have to do with CloudFormation. */
export const TEMPLATES: readonly (readonly [string, Format])[] = [
  ["cfn-template", template(givenBy)],
  ["cfn-nested", template(() => anyValue)],
  ["cfn-remote", { read: () => remote, readObject: () => remote }],
  ["cfn-properties", properties],
  ["cfn-desired-state", desiredState],
];
