import { TOO_MUCH } from "../cloudformation/bounds.ts";
import { members } from "../cloudformation/source.ts";
import { branchesOf } from "../cloudformation/texts.ts";
import { FAILED, SHAPE_WORDS, shapeOf } from "../data.ts";
import type { Reading } from "../format.ts";
import { UNKNOWN } from "../image-use.ts";
import { JsonObject } from "../json-text.ts";
import { hasHole, isUnread, unknownOf } from "../partial.ts";
import { Evaluator } from "./evaluate.ts";
import { givenIn } from "./given.ts";
import { kubernetesObject } from "./kubernetes-object.ts";
import type { Given } from "./names.ts";
import { underName } from "./source.ts";
import { isDeployment, isListed, typeBelow } from "./types.ts";

/** Where a value stands, and by what it is evaluated. */
interface Around {
  readonly evaluator: Evaluator;
  /** How the values of a resource are read here: by the template, or as they are. */
  readonly evaluate: (value: unknown) => unknown;
  readonly at: readonly (string | number)[];
  /** The resource stands in a template, and not by itself. */
  readonly isInTemplate: boolean;
  /** How many templates and resources are around. */
  readonly nested: number;
}

/** Azure Resource Manager takes no more than a few. */
const MOST_NESTED = 16;

/**
 * What a template deploys: every resource of a type that the catalog lists, evaluated as far as the template says, and those
 * of the deployments inside.
 */
export function readTemplate(template: unknown, given: Given): readonly Reading[] {
  return toldOnce(templateAt(template, (one) => new Evaluator(one, given), [], 0));
}

/** What a resource of its own deploys whose properties are written as Azure Resource Manager takes them. */
export function readResource(type: string, resource: unknown): readonly Reading[] {
  const evaluator = new Evaluator(undefined, () => []);
  const evaluate = (value: unknown) => evaluator.data(value);
  return toldOnce(typed(type, resource, { evaluator, evaluate, at: [], isInTemplate: false, nested: 0 }));
}

/** That a template is too large is true of whatever stands behind a place. */
function toldOnce(readings: readonly Reading[]): readonly Reading[] {
  const isTooMuch = (one: Reading) => one.kind === "unreadable" && one.why === TOO_MUCH.why;
  const first = readings.find(isTooMuch);
  return readings.filter((one) => one === first || !isTooMuch(one));
}

function templateAt(
  template: unknown,
  evaluatorFor: (template: unknown) => Evaluator,
  at: Around["at"],
  nested: number,
): readonly Reading[] {
  const told = toldOf(template, at);
  if (told !== undefined) return [told];
  const shape = shapeOf(template);
  if (shape !== "object") return [unreadable(`holds ${SHAPE_WORDS[shape]}, not a template`, at)];
  const evaluator = evaluatorFor(template);
  const around = { evaluator, evaluate: (value: unknown) => evaluator.value(value), isInTemplate: true, nested };
  const sections = underName(template, "resources");
  if (sections.length > 0)
    return sections.flatMap((section) => resources(section, "", { ...around, at: [...at, "resources"] }));
  const isFailed = members(template).some(({ value }) => value === FAILED);
  return [unreadable(isFailed ? "could not be read" : "is a template without resources", at)];
}

/** What is to be told of a value that nobody can see. */
function toldOf(value: unknown, at: Around["at"]): Reading | undefined {
  if (value === UNKNOWN) return { kind: "unknown", at };
  if (isUnread(value)) return unreadable(value.why, at);
  if (value === FAILED) return unreadable("could not be read", at);
  return typeof value === "string" && hasHole(value) ? { ...unknownOf(value), at } : undefined;
}

function unreadable(why: string, at: Around["at"]): Reading {
  return { kind: "unreadable", why, at };
}

/** The values that stand at a place where most templates write an object or a list, and some an expression. */
function written(value: unknown, { evaluate }: Around): readonly unknown[] {
  return typeof value === "string" ? branchesOf(evaluate(value)) : [value];
}

/** A list, or an object by symbolic names. */
function resources(section: unknown, parent: string, around: Around): readonly Reading[] {
  const { at, nested } = around;
  if (nested > MOST_NESTED) return [unreadable(`is nested in more than ${MOST_NESTED} resources`, at)];
  return written(section, around).flatMap((one) => {
    const told = toldOf(one, at);
    if (told !== undefined) return [told];
    const shape = shapeOf(one);
    if (shape === "nothing") return [];
    if (shape !== "list" && shape !== "object")
      return [unreadable(`is ${SHAPE_WORDS[shape]}, not a list of resources`, around.at)];
    return members(one).flatMap(({ key, value }) => resource(value, parent, { ...around, at: [...around.at, key] }));
  });
}

function resource(value: unknown, parent: string, around: Around): readonly Reading[] {
  const told = toldOf(value, around.at);
  if (told !== undefined) return [told];
  const shape = shapeOf(value);
  if (shape !== "object") return [unreadable(`is ${SHAPE_WORDS[shape]}, not a resource`, around.at)];
  const types = underName(value, "type").flatMap((type) => written(type, around));
  if (types.length === 0) return [unreadable("is a resource without a type", around.at)];
  return types.flatMap((type) => {
    const at = [...around.at, "type"];
    if (typeof type === "string" && !hasHole(type)) return typed(typeBelow(parent, type), value, around);
    return [toldOf(type, at) ?? unreadable("is no name of a resource type", at)];
  });
}

function typed(type: string, value: unknown, around: Around): readonly Reading[] {
  const inside = underName(value, "resources").flatMap((section) =>
    resources(section, type, { ...around, at: [...around.at, "resources"], nested: around.nested + 1 }),
  );
  // What is only referred to is deployed by somebody else.
  if (underName(value, "existing").some((one) => one === true)) return inside;
  const object = kubernetesObject(type, value, around.evaluate);
  if (object !== undefined)
    return [{ kind: "document", value: object, inside: "kubernetes", at: around.at }, ...inside];
  if (isDeployment(type))
    return [...own(type, withoutTemplate(value), around), ...deployment(value, around), ...inside];
  return [...own(type, value, around), ...inside];
}

function own(type: string, value: unknown, { at, evaluate }: Around): readonly Reading[] {
  if (!isListed(type)) return [];
  const evaluated = evaluate(without(value, "resources"));
  return [toldOf(evaluated, at) ?? { kind: "document", value: evaluated, inside: { type: type.toLowerCase() }, at }];
}

function without(value: unknown, name: string): unknown {
  const object = new JsonObject();
  for (const { key, value: inner } of members(value))
    if (String(key).toLowerCase() !== name) object.members.push({ key: String(key), value: inner, span: undefined });
  return object;
}

/** A template inside is read by itself: its expressions are not those of the template around. */
function withoutTemplate(value: unknown): unknown {
  const object = new JsonObject();
  for (const { key, value: inner } of members(value)) {
    const isProperties = String(key).toLowerCase() === "properties" && shapeOf(inner) === "object";
    object.members.push({
      key: String(key),
      value: isProperties ? without(inner, "template") : inner,
      span: undefined,
    });
  }
  return object;
}

function deployment(value: unknown, around: Around): readonly Reading[] {
  return underName(value, "properties").flatMap((section) => {
    const at = [...around.at, "properties"];
    return written(section, around).flatMap((properties) => {
      const told = toldOf(properties, at);
      return told === undefined ? templatesIn(properties, { ...around, at: [...at, "template"] }) : [told];
    });
  });
}

function templatesIn(properties: unknown, around: Around): readonly Reading[] {
  const { at, evaluator, evaluate, isInTemplate, nested } = around;
  const given = givenIn(properties, evaluate);
  const inner = (template: unknown) => new Evaluator(template, given, evaluator.bounds);
  const outer = () => evaluator;
  const ways = { inner: [inner], outer: [outer], unsure: [inner, outer] }[
    isInTemplate ? scopeOf(properties, evaluate) : "inner"
  ];
  return underName(properties, "template")
    .flatMap((template) => written(template, around))
    .filter((template) => template !== null && template !== undefined)
    .flatMap((template) => ways.flatMap((way) => templateAt(template, way, at, nested + 1)));
}

/** By which template's names the expressions of a template inside are evaluated; a resource of its own has no other. */
function scopeOf(properties: unknown, evaluate: Around["evaluate"]): "inner" | "outer" | "unsure" {
  const scopes = underName(properties, "expressionEvaluationOptions")
    .flatMap((options) => underName(options, "scope"))
    .map(evaluate)
    .map((scope) => (typeof scope === "string" ? scope.toLowerCase() : undefined));
  if (scopes.length === 0) return "outer";
  if (scopes.every((scope) => scope === "inner")) return "inner";
  return scopes.every((scope) => scope === "outer" || scope === "notspecified") ? "outer" : "unsure";
}
