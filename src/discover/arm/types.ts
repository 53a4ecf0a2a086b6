import { rowsOf } from "../catalog.ts";
import { TYPE_NAMES } from "./type-names.ts";

/** `Microsoft.Web/sites/slots`. */
const TYPE = /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+(?:\/[a-z0-9._-]+)+$/i;
const DEPLOYMENTS = /^microsoft\.resources\/deployment(?:s|stacks|stackswhatifresults)$/i;

let tokens: ReadonlyMap<string, readonly string[]> | undefined;

function tokensOf(type: string): readonly string[] {
  tokens ??= new Map(
    [...Map.groupBy(TYPE_NAMES, ([, name]) => name.toLowerCase())].map(([name, same]) => [
      name,
      same.map(([token]) => `azure-native:${token}`),
    ]),
  );
  return tokens.get(type) ?? [];
}

/** A type of Azure Resource Manager in a template, and no token of Pulumi. */
export function isArmType(type: string): boolean {
  return TYPE.test(type);
}

/**
 * The types of the catalog that stand for a type of Azure Resource Manager. Where an extension's type hides in the resource's
 * name, `Microsoft.ContainerService/managedClusters/providers/extensions`, it is every one of that last name.
 */
export function namesOf(type: string): readonly string[] {
  const name = type.toLowerCase();
  const [, extension] = /\/providers\/(.+)$/.exec(name) ?? [];
  if (extension === undefined) return [...tokensOf(name), name];
  if (extension.includes("/")) return namesOf(extension);
  const same = TYPE_NAMES.filter(([, one]) => one.toLowerCase().endsWith(`/${extension}`));
  return same.map(([token]) => `azure-native:${token}`);
}

/** Whether a field of the type is read, or told as what deploys from elsewhere. */
export function isListed(type: string): boolean {
  return namesOf(type).some((name) =>
    rowsOf("pulumi", name).some(({ not }) => not === undefined || not === "elsewhere"),
  );
}

/** A type whose resource holds a template and deploys it. */
export function isDeployment(type: string): boolean {
  return DEPLOYMENTS.test(type);
}

/** The type of a resource that stands inside another one, of which it names only the last part. */
export function typeBelow(parent: string, type: string): string {
  return parent === "" || isArmType(type) ? type : `${parent}/${type}`;
}
