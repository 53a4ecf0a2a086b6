import { FAILED, type Member, membersOf, shapeOf } from "./data.ts";
import { UNKNOWN } from "./image-use.ts";
import { isMoved, isOverlaid, Moved, Overlaid } from "./overlaid.ts";
import { isPartial } from "./visit-partial.ts";

/** Asks whether so many values more may be read. */
export type Spend = (values: number) => boolean;

/** As many values as an overlay of objects makes that are soon read again: what is written twice in every layer multiplies. */
const PAIR_COSTS = 10;
/** The walk reports what nests deeper. */
const DEEPEST = 64;

/**
 * Lays the upper values over the lower ones as Helm does: objects are merged, and of everything else the upper one counts.
 * Where either of the two cannot be seen, both are kept (law 6).
 */
export function overlay(lower: Moved, upper: Moved, spend: Spend, depth = 0): Moved {
  const isList = isOverlaid(upper.value) && upper.value.isList;
  const [below, above] = [membersIn(lower, isList, spend), membersIn(upper, isList, spend)];
  if (below === undefined || above === undefined || depth > DEEPEST) return upper;
  const members = [...new Set([...below.keys(), ...above.keys()])].flatMap((key) =>
    both(below.get(key) ?? [], above.get(key) ?? [], spend, depth).map((value) => ({ key, value })),
  );
  return new Moved(new Overlaid(members, isList), upper.path, upper.texts);
}

/** A member that is written twice on one side may be either of them: each is laid over each. */
function both(lower: readonly Moved[], upper: readonly Moved[], spend: Spend, depth: number): readonly Moved[] {
  if (lower.length === 0 || upper.length === 0) return [...lower, ...upper];
  const pairs = lower.length * upper.length;
  if (pairs > 1 && !spend(pairs * PAIR_COSTS)) return [...lower, ...upper];
  return [...new Set(lower.flatMap((below) => upper.flatMap((above) => pair(below, above, spend, depth))))];
}

function pair(below: Moved, above: Moved, spend: Spend, depth: number): readonly Moved[] {
  const isSeen = !isUnseen(below) && (!isUnseen(above) || isScalar(below));
  return isSeen ? [overlay(below, above, spend, depth + 1)] : [below, above];
}

function isUnseen({ value }: Moved): boolean {
  return value === UNKNOWN || value === FAILED || isPartial(value);
}

function isScalar({ value }: Moved): boolean {
  const shape = shapeOf(value);
  return shape !== "object" && shape !== "list";
}

type Key = string | number;

/** By their names; undefined where the value has none, and where no more values may be read. */
function membersIn(parent: Moved, isList: boolean, spend: Spend): Map<Key, Moved[]> | undefined {
  const { value } = parent;
  const hasMembers = isOverlaid(value) ? value.isList === isList : shapeOf(value) === (isList ? "list" : "object");
  if (!hasMembers || isUnseen(parent)) return undefined;
  const members = membersOf(value as object, Number.POSITIVE_INFINITY);
  if (members === FAILED || !spend(members.length)) return undefined;
  const byName = new Map<Key, Moved[]>();
  for (const member of members) {
    const equal = byName.get(member.key);
    if (equal === undefined) byName.set(member.key, [moved(parent, member)]);
    else equal.push(moved(parent, member));
  }
  return byName;
}

/** The members of an object, each with where it is written. */
export function movedMembers(parent: Moved, spend: Spend): readonly Member[] {
  const members = membersIn(parent, false, spend) ?? new Map<Key, Moved[]>();
  return [...members].flatMap(([key, values]) => values.map((value) => ({ key, value })));
}

function moved({ path, texts }: Moved, { key, value }: Member): Moved {
  return isMoved(value) ? value : new Moved(value, { parent: path, key }, texts);
}
