import { isDeepStrictEqual } from "node:util";
import { type Resource, UNKNOWN } from "../image-use.ts";
import { Several } from "../partial.ts";
import { terraformToken } from "../token.ts";
import { changedEntries, type Entry } from "./entries.ts";
import { otherThanPlan } from "./other-document.ts";
import { overlay } from "./overlay.ts";
import { parsePlanText } from "./plan-text.ts";
import { plannedInModules } from "./planned-modules.ts";
import { type Reasons, reasonsIn } from "./reasons.ts";
import { isRefused, type Members, type Refused, type Steps } from "./refused.ts";

/** A resource has one change, and one for each of its deposed objects. */
const MOST_COMPARED = 16;

/** A resource of which the plan says what it is after the update. */
export interface PlannedResource extends Resource {
  /** As `props`, and every sensitive value unknown, too: for whoever prints what it finds. The very same where none is. */
  readonly shown: unknown;
  readonly reasons: Reasons;
  /** Where its values stand in the plan. */
  readonly at: Steps;
}

export interface TerraformPlan {
  /** In the order of the plan; one that it tells of in two ways stands here twice. */
  readonly resources: readonly PlannedResource[];
}

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
  const planned = plannedInModules(document["planned_values"]);
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

function resourceOf({ address, type, name, values, unknown, sensitive, at }: Entry, reasons: Reasons): PlannedResource {
  const open = overlay(values, sensitive, () => UNKNOWN);
  const props = overlay(values, unknown, bothAreJudged);
  const shown = open === values ? props : overlay(open, unknown, bothAreJudged);
  return { type: terraformToken(type), name, urn: address, props, shown, reasons, at };
}

function bothAreJudged(value: unknown): unknown {
  return new Several([value, UNKNOWN].map((one) => ({ steps: [], value: one })));
}
