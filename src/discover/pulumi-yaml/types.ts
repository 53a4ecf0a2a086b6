import { typeNamesIn } from "../catalog.ts";
import type { Corrections } from "../corrections.ts";
import { deploysImages } from "../discover.ts";

let folded: ReadonlyMap<string, string> | undefined;

/** In a program of Pulumi YAML types are told apart by no upper case. */
function listedAs(type: string): string | undefined {
  folded ??= new Map([...typeNamesIn("pulumi")].map((name) => [name.toLowerCase(), name]));
  return folded.get(type.toLowerCase());
}

/**
 * The token of a type as a program of Pulumi YAML may write it: `aws:ecs:TaskDefinition` is `aws:ecs/taskDefinition:TaskDefinition`,
 * and `docker:RemoteImage` is `docker:index/remoteImage:RemoteImage`. As it is written where no type of the catalog is meant.
 */
export function tokenOf(type: string, corrections: Corrections): string {
  const component = componentOf(type.toLowerCase());
  if (component !== undefined) return component;
  // Any token of Kubernetes may be of an object.
  if (!type.startsWith("kubernetes:") && deploysImages(type, corrections)) return type;
  const candidates = candidatesFor(type);
  const listed = candidates.map(listedAs).find((name) => name !== undefined);
  return listed ?? candidates.find((candidate) => deploysImages(candidate, corrections)) ?? type;
}

/** Those of Kubernetes are in no catalog. */
function componentOf(lower: string): string | undefined {
  if (/^kubernetes:(?:yaml|kustomize)(?:\/v2)?:/.test(lower)) return lower;
  return /^kubernetes:helm\.sh\/v[234]:chart$/.test(lower) ? lower.replace(/chart$/, "Chart") : undefined;
}

function candidatesFor(type: string): readonly string[] {
  const [first = "", second, third] = type.split(":");
  if (second === undefined) return [type];
  const [module, name] = third === undefined ? ["index", second] : [second, third];
  const file = name.slice(0, 1).toLowerCase() + name.slice(1);
  // An API version of azure-native.
  const plain = module.replace(/\/v\d{8}\w*$/i, "");
  return [type, `${first}:${module}:${name}`, `${first}:${module}/${file}:${name}`, `${first}:${plain}:${name}`];
}
