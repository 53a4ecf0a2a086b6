import { advance, type Cursor, type Field } from "./field.ts";
import type { Group } from "./group.ts";
import type { Scope } from "./platform.ts";
import { remember } from "./remember.ts";

/** Fields that begin at an object, and what is asked of them at every object that they begin at. */
export interface Begin {
  readonly fields: readonly Field[];
  /** Those whose parts stand in that object itself. */
  readonly groups: readonly Group[];
  /** The fields that `key` leads on. */
  readonly under: (key: string | number) => readonly Cursor[];
}

const NONE: readonly Cursor[] = [];
/** Of properties: what a schema has, and no map that may hold any names. */
const NAMES = { most: 200, longest: 64 };
export const NOTHING_BEGINS: Begin = { fields: [], groups: [], under: () => NONE };

export function beginWith(fields: readonly Field[]): Begin {
  if (fields.length === 0) return NOTHING_BEGINS;
  const groups = fields.flatMap(({ part }) => (part?.group.root === 0 ? [part.group] : []));
  const named = remember((key) => advance(NONE, fields, key), NAMES);
  let numbered: readonly Cursor[] | undefined;
  // Any index leads where every other does.
  const under = (key: string | number) =>
    typeof key === "string" ? named(key) : (numbered ??= advance(NONE, fields, key));
  return { fields, groups: [...new Set(groups)], under };
}

/** The cursors that `key` leads on: those of the parent, and the fields that begin at the parent. */
export function leadOn(cursors: readonly Cursor[], begin: Begin, key: string | number): readonly Cursor[] {
  const begun = begin.under(key);
  return cursors.length === 0 ? begun : [...advance(cursors, [], key), ...begun];
}

interface ScopeBegin {
  /** At the object that the scope is of. */
  readonly here: Begin;
  /** At those inside. */
  readonly below: Begin;
}

const known = new WeakMap<Scope, ScopeBegin>();
/** Many scopes have the same below. */
const knownBelow = new WeakMap<readonly Field[], Begin>();

export function beginOf(scope: Scope): ScopeBegin {
  const kept = known.get(scope);
  if (kept !== undefined) return kept;
  const { here, below } = scope;
  const begin = knownBelow.get(below) ?? beginWith(below);
  knownBelow.set(below, begin);
  const made = { here: beginWith([...here, ...below]), below: begin };
  known.set(scope, made);
  return made;
}
