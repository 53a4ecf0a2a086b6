import { plannedImageUses, readTerraformPlan, type TerraformPlan, UNKNOWN } from "../../../src/discover/index.ts";
import { tell } from "../resource.ts";

type Members = Readonly<Record<string, unknown>>;

/** A resource as `resource_changes` tells it; `values` is what `planned_values` says where that is something else. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly actions?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  /** Other members of the resource, of its change, and of what `planned_values` says. */
  readonly more?: Members;
  readonly moreChange?: Members;
  readonly planned?: Members | "none";
}

/** The text of a plan of these resources, with the members and in the shapes that Terraform 1.11 writes. */
export function planText(changes: readonly Change[], more: Members = {}): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: modulesOf(changes) },
    ...(changes.length === 0 ? {} : { resource_changes: changes.map(changeOf) }),
    configuration: { root_module: {} },
    timestamp: "2026-11-27T14:01:12Z",
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  });
}

export function changeOf(change: Change): Members {
  const { address, type, actions = ["create"], after = {}, unknown = {}, sensitive = {} } = change;
  const told = { actions, before: null, after, after_unknown: unknown, before_sensitive: false };
  return {
    address,
    mode: "managed",
    type,
    name: "x",
    provider_name: "registry.example/acme/standin",
    change: { ...told, after_sensitive: sensitive, ...change.moreChange },
    ...change.more,
  };
}

/** A resource that is destroyed is not planned; one that is forgotten is listed without values. */
function modulesOf(changes: readonly Change[]): Members {
  const own = changes.filter(({ address }) => !address.startsWith("module."));
  const inside = changes.filter(({ address }) => address.startsWith("module."));
  const resources = own.flatMap(plannedOf);
  const child = { address: "module.m", child_modules: [{ resources: inside.flatMap(plannedOf) }] };
  return { ...(resources.length > 0 ? { resources } : {}), ...(inside.length > 0 ? { child_modules: [child] } : {}) };
}

function plannedOf({ address, type, after = {}, more, planned }: Change): Members[] {
  if (planned === "none" || (after === null && planned === undefined)) return [];
  const base = { address, mode: "managed", type, name: "x", schema_version: 0, ...more };
  return [{ ...base, ...(planned ?? { values: after, sensitive_values: {} }) }];
}

export function read(text: string): TerraformPlan {
  const plan = readTerraformPlan(text);
  if ("why" in plan) throw new Error(`refused: it ${plan.why}`);
  return plan;
}

/** One line a use, after its resource's address: `aws_x.y: image nginx at image_uri`. */
export function toldIn(text: string): string[] {
  return read(text).resources.flatMap((resource) =>
    plannedImageUses(resource).map((use) => `${resource.urn}: ${tell(use)}${use.secret === true ? " (secret)" : ""}`),
  );
}

/** What Terraform writes of a tree in which values are unknown: a list keeps null in their place, and an object nothing. */
export function split(tree: unknown): { readonly after: unknown; readonly unknown: unknown } {
  if (tree === UNKNOWN) return { after: null, unknown: true };
  if (typeof tree !== "object" || tree === null) return { after: tree, unknown: false };
  if (Array.isArray(tree)) {
    const parts = tree.map(split);
    return { after: parts.map(({ after }) => after), unknown: parts.map(({ unknown }) => unknown) };
  }
  const parts = Object.entries(tree).map(([key, value]) => ({ key, known: value !== UNKNOWN, ...split(value) }));
  const after = parts.filter(({ known }) => known).map((part) => [part.key, part.after]);
  const unknown = parts.filter((part) => part.unknown !== false).map((part) => [part.key, part.unknown]);
  return { after: Object.fromEntries(after) as unknown, unknown: Object.fromEntries(unknown) as unknown };
}
