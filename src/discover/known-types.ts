import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rowsOf } from "./catalog.ts";
import { typeOf } from "./token.ts";

/** catalog/types.json, written by `npm run catalog`: by `package@version`, then by what the names of its types begin with. */
interface TypesFile {
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Objects of Kubernetes are read whatever their kind, and what Pulumi registers itself deploys nothing. */
const ALWAYS_KNOWN = /^(?:kubernetes|pulumi):/;

let groups: ReadonlyMap<string, string> | undefined;
const opened = new Map<string, ReadonlySet<string>>();

/**
 * Whether a resource type is of a package whose every type was read, or in the catalog: what the catalog does not list in it
 * holds no images. Of any other type nothing is known. `token` is a Pulumi type token or a type of CloudFormation.
 * Tokens of components and of dynamic providers are nowhere listed, and so unknown.
 */
export function isKnownType(token: string): boolean {
  if (ALWAYS_KNOWN.test(token)) return true;
  const { catalog, names } = typeOf(token);
  return names.some((name) => isListed(name) || rowsOf(catalog, name).length > 0);
}

function isListed(type: string): boolean {
  const [group, name] = split(type);
  return namesIn(group).has(name);
}

function namesIn(group: string): ReadonlySet<string> {
  const known = opened.get(group);
  if (known !== undefined) return known;
  groups ??= readGroups();
  const names = new Set(groups.get(group)?.split(" "));
  // What is in no group is asked for by programs: nothing is kept of it.
  if (names.size > 0) opened.set(group, names);
  return names;
}

/** A group may stand in several packages. */
function readGroups(): ReadonlyMap<string, string> {
  const { sources } = JSON.parse(readFileSync(join(__dirname, "catalog", "types.json"), "utf8")) as TypesFile;
  const all = new Map<string, string>();
  for (const types of Object.values(sources))
    for (const [group, names] of Object.entries(types)) {
      const others = all.get(group);
      all.set(group, others === undefined ? names : `${others} ${names}`);
    }
  return all;
}

/** As scripts/catalog/type-names.mjs writes them: `aws:ecs/cluster:Cluster` is `Cluster` in `aws:ecs/`. */
function split(type: string): readonly [group: string, name: string] {
  const [, module, file, name] = /^([^:]+:[^:]+\/)([^:/]+):(.+)$/.exec(type) ?? [];
  if (module !== undefined && name !== undefined && file === lowerFirst(name)) return [module, name];
  const end = (type.includes(":") ? type.lastIndexOf(":") : type.indexOf("_")) + 1;
  return [type.slice(0, end), type.slice(end)];
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
