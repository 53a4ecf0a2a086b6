import { isList, members } from "../cloudformation/source.ts";
import { shapeOf } from "../data.ts";
import { UNKNOWN } from "../image-use.ts";
import { parseJsonText } from "../json-text.ts";
import { HOLES } from "../partial.ts";
import type { Given } from "./names.ts";
import { underName } from "./source.ts";

/** Where the parameters stand beside a template: a map of `{ value }`, as a text in azurerm's resources. */
const PARAMETERS = [
  "parameters",
  "parametersContent",
  "parameters_content",
  "parametersBody",
  "parameters_body",
  "managedApplicationParameters",
];

/** What a resource that carries a template says of the template's parameters. */
export function givenBy(inputs: unknown): Given {
  const around = [inputs, ...underName(inputs, "properties")];
  const all = around.flatMap((one) => PARAMETERS.flatMap((name) => underName(one, name))).map(parsed);
  const isElsewhere = around.flatMap((one) => underName(one, "parametersLink")).length > 0;
  return (name, evaluator) => givenAmong(all, name, isElsewhere, (value) => evaluator.data(value));
}

/** What a deployment inside a template says of the inner template's parameters, evaluated by the outer one. */
export function givenIn(properties: unknown, evaluate: (value: unknown) => unknown): Given {
  const isElsewhere = underName(properties, "parametersLink").length > 0;
  const all = underName(properties, "parameters").map((one) => (typeof one === "string" ? evaluate(one) : one));
  return (name) => givenAmong(all, name, isElsewhere, evaluate);
}

function givenAmong(
  all: readonly unknown[],
  name: string,
  isElsewhere: boolean,
  evaluate: (value: unknown) => unknown,
): readonly unknown[] {
  const found = all.flatMap((parameters) => valuesIn(parameters, name, evaluate));
  return found.length === 0 && isElsewhere ? [HOLES.anything] : found;
}

function valuesIn(parameters: unknown, name: string, evaluate: (value: unknown) => unknown): readonly unknown[] {
  if (parameters === undefined || parameters === null) return [];
  if (parameters === UNKNOWN) return [UNKNOWN];
  const shape = shapeOf(parameters);
  if (shape !== "object" && shape !== "list") return [HOLES.anything];
  return isList(parameters)
    ? parameters.flatMap((one) => (isNamed(one, name) ? valueOf(one, evaluate) : []))
    : underName(parameters, name).flatMap((one) => valueOf(one, evaluate));
}

/** An element `{ name, value }` of the list that one service takes. */
function isNamed(element: unknown, name: string): boolean {
  return element === UNKNOWN || underName(element, "name").some((one) => one === UNKNOWN || one === name);
}

/** Beside `{ value }` there is `{ reference }` to a secret, which nobody sees here. */
function valueOf(parameter: unknown, evaluate: (value: unknown) => unknown): readonly unknown[] {
  if (parameter === UNKNOWN) return [UNKNOWN];
  const shape = shapeOf(parameter);
  if (shape === "text" || shape === "number" || shape === "boolean") return [evaluate(parameter)];
  const values = members(parameter).length === 0 ? [] : underName(parameter, "value");
  return values.length === 0 ? [HOLES.anything] : values.map(evaluate);
}

function parsed(parameters: unknown): unknown {
  if (typeof parameters !== "string" || parameters === "") return parameters === "" ? undefined : parameters;
  const read = parseJsonText(parameters);
  return "why" in read ? parameters : read.value;
}
