import { isTold, rowsOf } from "../catalog.ts";
import { FAILED, SHAPE_WORDS, shapeOf, type Member } from "../data.ts";
import type { Deploys, Reading } from "../format.ts";
import { UNKNOWN } from "../image-use.ts";
import { ABSENT, isUnread } from "../partial.ts";
import { Evaluator } from "./evaluate.ts";
import type { Given } from "./names.ts";
import { isList, members, under } from "./source.ts";
import { branchesOf } from "./texts.ts";

/** Transforms of AWS's own that add no image of their own: what they make is made from what stands in the template. */
const KNOWN_TRANSFORMS: readonly unknown[] = [
  "AWS::Serverless-2016-10-31",
  "AWS::LanguageExtensions",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
  "AWS::CodeDeployBlueGreen",
];
export const WITHOUT_RESOURCES = "is a template without resources";
const TRANSFORMED = "is rewritten by a transform that cannot be seen here";

/** How its resources are read. */
interface Means {
  readonly evaluator: Evaluator;
  readonly deploys: Deploys;
}

/**
 * What a template deploys: the properties of every resource of a type that the catalog lists or `deploys` knows, evaluated as far
 * as the template says, and what nobody can see from here: macros, includes, loops, modules.
 */
export function readTemplate(template: unknown, given: Given, deploys: Deploys): readonly Reading[] {
  if (template === UNKNOWN) return [{ kind: "unknown" }];
  const shape = shapeOf(template);
  if (shape !== "object") return [unreadable(`holds ${SHAPE_WORDS[shape]}, not a template`)];
  const means = { evaluator: new Evaluator(template, given), deploys };
  const own = members(template);
  const sections = own.filter(({ key }) => key === "Resources");
  if (sections.length === 0) return [...transforms(own), unreadable(WITHOUT_RESOURCES)];
  const all = sections.flatMap(({ value }) => resources(value, means));
  return [...transforms(own), ...globals(template, means), ...all];
}

const FUNCTION = "AWS::Serverless::Function";

/** What SAM sets of every function of the template. */
function globals(template: unknown, { evaluator }: Means): Reading[] {
  const functions = under(template, "Globals").flatMap((all) => under(all, "Function"));
  return functions.flatMap((properties) => propertiesOf(properties, FUNCTION, ["Globals", "Function"], evaluator));
}

function transforms(own: readonly Member[]): Reading[] {
  return own.flatMap(({ key, value }) => {
    if (key === FAILED_KEY && value === FAILED) return [unreadable("could not be read")];
    if (typeof key === "string" && key.startsWith("Fn::")) return [unreadable(TRANSFORMED, key)];
    if (key !== "Transform") return [];
    const names: readonly unknown[] = isList(value) ? value : [value];
    return names.every((name) => KNOWN_TRANSFORMS.includes(name)) ? [] : [unreadable(TRANSFORMED, key)];
  });
}

/** Where the members of an object cannot be listed. */
const FAILED_KEY = "";

function resources(section: unknown, means: Means): Reading[] {
  if (section === UNKNOWN) return [{ kind: "unknown", at: ["Resources"] }];
  const shape = shapeOf(section);
  if (shape !== "object") return [unreadable(`is ${SHAPE_WORDS[shape]}, not an object`, "Resources")];
  return members(section).flatMap(({ key, value }) => resource(String(key), value, means));
}

function resource(name: string, value: unknown, means: Means): Reading[] {
  const at = ["Resources", name] as const;
  if (name.startsWith("Fn::")) return [unreadable("is made by a transform that cannot be seen here", ...at)];
  if (value === UNKNOWN) return [{ kind: "unknown", at }];
  const shape = shapeOf(value);
  if (shape !== "object") return [unreadable(`is ${SHAPE_WORDS[shape]}, not a resource`, ...at)];
  const macros = members(value).filter(({ key }) => String(key).startsWith("Fn::"));
  const told = macros.map(({ key }) => unreadable(TRANSFORMED, ...at, key));
  return [...told, ...under(value, "Type").flatMap((type) => typed(type, value, at, means))];
}

function typed(type: unknown, value: unknown, at: readonly string[], { evaluator, deploys }: Means): Reading[] {
  if (type === UNKNOWN) return [{ kind: "unknown", at: [...at, "Type"] }];
  if (typeof type !== "string") return [unreadable("is no name of a resource type", ...at, "Type")];
  if (type.endsWith("::MODULE")) return [unreadable("names a module that cannot be seen here", ...at, "Type")];
  if (!isListed(type) && !deploys(type)) return [];
  return under(value, "Properties").flatMap((properties) =>
    propertiesOf(properties, type, [...at, "Properties"], evaluator),
  );
}

function propertiesOf(properties: unknown, type: string, at: readonly string[], evaluator: Evaluator): Reading[] {
  return branchesOf(evaluator.value(properties)).flatMap((one): Reading | readonly Reading[] => {
    if (one === ABSENT) return [];
    if (isUnread(one)) return unreadable(one.why, ...at);
    if (typeof one === "symbol") return { kind: "unknown", at };
    return { kind: "document", value: one, inside: { type }, at };
  });
}

function isListed(type: string): boolean {
  return rowsOf("cloudformation", type).some(isTold);
}

function unreadable(why: string, ...at: readonly (string | number)[]): Reading {
  return { kind: "unreadable", why, at };
}
