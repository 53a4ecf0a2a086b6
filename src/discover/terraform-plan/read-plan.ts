import { isDeepStrictEqual } from "node:util";
import { shapeOf } from "../data.ts";
import { type Resource, UNKNOWN } from "../image-use.ts";
import { Several } from "../partial.ts";
import { terraformToken } from "../token.ts";
import { changedEntries, type Entry, plannedEntries } from "./entries.ts";
import { overlay } from "./overlay.ts";
import { parsePlanText } from "./plan-text.ts";
import { type Reasons, reasonsIn } from "./reasons.ts";
import { isRefused, type Members, objectAt, listAt, type Refused } from "./refused.ts";

/** A resource has one change, and one for each of its deposed objects. */
const MOST_COMPARED = 16;

/** A resource of which the plan says what it is after the update. */
export interface PlannedResource extends Resource {
  /** As `props`, and every sensitive value unknown, too: for whoever prints what it finds. The very same where none is. */
  readonly shown: unknown;
  readonly reasons: Reasons;
}

export interface TerraformPlan {
  /** In the order of the plan; one that it tells of in two ways stands here twice. */
  readonly resources: readonly PlannedResource[];
}

/** Both have the same members; before the first whole number a few were missing that say what is sensitive. */
const FORMATS = /^[01]\./;

/**
 * Reads what `terraform show -json PLAN` or `tofu show -json PLAN` writes, and gives the managed resources that exist after
 * the plan is applied: those that are created, updated, replaced, moved, imported or left as they are, in every module.
 * Not: what is destroyed or forgotten, deposed objects, data sources, and what was found to have drifted. Never throws:
 * `why` says what the file is instead, and what to do.
 */
export function readTerraformPlan(text: string): TerraformPlan | Refused {
  const parsed = parsePlanText(text);
  if (isRefused(parsed)) return parsed;
  const refused = otherThanPlan(parsed.value);
  if (refused !== undefined) return refused;
  const document = parsed.value as Members;
  const entries = entriesIn(document);
  if (isRefused(entries)) return entries;
  const reasons = reasonsIn(document["configuration"]);
  return { resources: entries.map((entry) => resourceOf(entry, reasons)) };
}

function otherThanPlan(value: unknown): Refused | undefined {
  if (shapeOf(value) !== "object") return { why: "is no Terraform plan" };
  const { format_version: format, planned_values: planned, resource_changes: changes, ...rest } = value as Members;
  if ("lineage" in rest || "values" in rest)
    return { why: "is a Terraform state, not a plan; write a plan: terraform show -json PLAN > plan.json" };
  if (typeof format !== "string" || (planned === undefined && changes === undefined))
    return { why: "is no Terraform plan; write one: terraform show -json PLAN > plan.json" };
  if (!FORMATS.test(format)) return { why: "is a plan in a format that is not known here; formats 0 and 1 are" };
  return rest["errored"] === true
    ? { why: "is a plan that failed, so that resources are missing; plan anew once what failed is mended" }
    : undefined;
}

/**
 * `resource_changes` decides: it alone tells what is unknown. `planned_values` says the same with the unknown left out, so that
 * a resource whose values there are those of its change is told already. Where they differ, somebody has edited the file,
 * and both are judged. A destroyed resource has no values after it, and neither has a deposed object.
 */
function entriesIn(document: Members): readonly Entry[] | Refused {
  const changes = changedEntries("resource_changes", document["resource_changes"]);
  if (isRefused(changes)) return changes;
  const deferred = changedEntries("deferred_changes", document["deferred_changes"], "resource_change");
  if (isRefused(deferred)) return deferred;
  const planned = entriesInModules(document["planned_values"]);
  if (isRefused(planned)) return planned;
  const all = [...changes, ...deferred];
  const byAddress = Map.groupBy(all, ({ address }) => address);
  const untold = planned.flatMap((one) => untoldOf(one, byAddress.get(one.address) ?? []));
  return [...all.filter(({ leaves, values }) => !leaves || (values !== null && values !== undefined)), ...untold];
}

/** What of a planned resource its changes do not tell: what is unknown in one without a change nobody says. */
function untoldOf(planned: Entry, changes: readonly Entry[]): readonly Entry[] {
  if (changes.length === 0) return [planned, { ...planned, values: {}, unknown: true }];
  return changes.slice(0, MOST_COMPARED).some((change) => isTold(planned, change)) ? [] : [planned];
}

/** A forgotten resource is listed as planned, without values. */
function isTold({ type, values }: Entry, change: Entry): boolean {
  return type === change.type && (values === undefined || isDeepStrictEqual(values, change.values));
}

function entriesInModules(planned: unknown): readonly Entry[] | Refused {
  if (planned === undefined || planned === null) return [];
  const outermost = objectAt("planned_values", planned);
  if (isRefused(outermost)) return outermost;
  const entries: Entry[] = [];
  const open: { readonly where: string; readonly value: unknown }[] = [
    { where: "planned_values.root_module", value: outermost.members["root_module"] ?? {} },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { where } = next;
    const module = objectAt(where, next.value);
    if (isRefused(module)) return module;
    const own = plannedEntries(`${where}.resources`, module.members["resources"]);
    if (isRefused(own)) return own;
    for (const entry of own) entries.push(entry);
    const children = listAt(`${where}.child_modules`, module.members["child_modules"]);
    if (isRefused(children)) return children;
    for (const [index, value] of children.entries()) open.push({ where: `${where}.child_modules[${index}]`, value });
  }
  return entries;
}

function resourceOf({ address, type, name, values, unknown, sensitive }: Entry, reasons: Reasons): PlannedResource {
  const open = overlay(values, sensitive, () => UNKNOWN);
  const props = overlay(values, unknown, bothAreJudged);
  const shown = open === values ? props : overlay(open, unknown, bothAreJudged);
  return { type: terraformToken(type), name, urn: address, props, shown, reasons };
}

function bothAreJudged(value: unknown): unknown {
  return new Several([value, UNKNOWN].map((one) => ({ steps: [], value: one })));
}
