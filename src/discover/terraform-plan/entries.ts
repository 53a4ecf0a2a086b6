import { listAt, malformed, objectAt, isRefused, type Members, type Refused, shownAt, type Steps } from "./refused.ts";

/** What a plan says of one managed resource, in one of its lists. */
export interface Entry {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  /** The values after the update, without those that are unknown; null or undefined where there are none. */
  readonly values: unknown;
  /** Masks of the values' shape; true is what they say of a whole. */
  readonly unknown: unknown;
  readonly sensitive: unknown;
  /** Nothing but what takes the resource out of the state: it is destroyed or forgotten. */
  readonly leaves: boolean;
  /** Where the values stand in the plan. */
  readonly at: Steps;
}

/** Resources of data sources read what exists, and deploy nothing. */
type Read = Entry | "data" | Refused;

/** The resources in a list of changes; a change that is deferred to the next plan is one, too. */
export function changedEntries(name: string, list: unknown, inside?: string): readonly Entry[] | Refused {
  return entriesOf([name], list, (at, item) => {
    const change = inside === undefined ? objectAt(shownAt(at), item) : memberAt(at, item, inside);
    return isRefused(change) ? change : changeOf(inside === undefined ? at : [...at, inside], change.members);
  });
}

export function plannedEntries(where: Steps, list: unknown): readonly Entry[] | Refused {
  return entriesOf(where, list, (at, item) => {
    const planned = objectAt(shownAt(at), item);
    if (isRefused(planned)) return planned;
    const { values, sensitive_values: sensitive } = planned.members;
    const parts = { values, unknown: undefined, sensitive, leaves: false, at: [...at, "values"] };
    return entryOf(at, planned.members, parts);
  });
}

function entriesOf(where: Steps, value: unknown, read: (at: Steps, item: unknown) => Read): readonly Entry[] | Refused {
  const list = listAt(shownAt(where), value);
  if (isRefused(list)) return list;
  const entries: Entry[] = [];
  for (const [index, item] of list.entries()) {
    const entry = read([...where, index], item);
    if (entry === "data") continue;
    if (isRefused(entry)) return entry;
    entries.push(entry);
  }
  return entries;
}

function memberAt(where: Steps, value: unknown, name: string): ReturnType<typeof objectAt> {
  const outer = objectAt(shownAt(where), value);
  return isRefused(outer) ? outer : objectAt(shownAt([...where, name]), outer.members[name]);
}

/** Names of actions that are not known change nothing: the resource is judged. */
function changeOf(where: Steps, resource: Members): Read {
  const change = memberAt(where, resource, "change");
  if (isRefused(change)) return change;
  const { actions, after, after_unknown: unknown, after_sensitive: sensitive } = change.members;
  const at = [...where, "change", "after"];
  const parts = { values: after, unknown, sensitive, leaves: isLeaving(actions), at };
  return entryOf([...where, "change"], resource, parts);
}

function isLeaving(actions: unknown): boolean {
  const all = Array.isArray(actions) ? (actions as unknown[]) : [];
  return all.length > 0 && all.every((action) => action === "delete" || action === "forget");
}

function entryOf(
  where: Steps,
  { address, type, name, mode }: Members,
  parts: Pick<Entry, "values" | "unknown" | "sensitive" | "leaves" | "at">,
): Read {
  if (mode === "data") return "data";
  for (const [key, value] of Object.entries({ address, type }))
    if (typeof value !== "string") return malformed(`${shownAt(where)}: ${key}`, value, "a text");
  const wrong = misshapen(shownAt(where), parts);
  if (wrong !== undefined) return wrong;
  return { ...parts, address: String(address), type: String(type), name: String(name) };
}

/** Below the top, a mask that does not fit its value leaves both to be judged; here it says nothing at all. */
function misshapen(where: string, { values, unknown, sensitive }: Partial<Entry>): Refused | undefined {
  const isObject = (value: unknown) => typeof value === "object" && !Array.isArray(value);
  if (values !== undefined && !isObject(values)) return malformed(`${where}: values`, values, "an object");
  const mask = [unknown, sensitive].find((one) => one !== undefined && typeof one !== "boolean" && !isObject(one));
  return mask === undefined ? undefined : malformed(`${where}: mask of unknown or sensitive values`, mask, "an object");
}
