import type { Member } from "../data.ts";
import { ABSENT, hasHole, HOLES } from "../partial.ts";
import type { Bounds } from "./bounds.ts";
import type { Names } from "./names.ts";
import { isFunction, members, withFunction } from "./source.ts";

type Keys = readonly (string | typeof ABSENT)[];

/** Every value that a lookup in a mapping may find: a key that is decided later may be each of them. */
export function lookUp(names: Names, [maps = [], ...path]: readonly Keys[], bounds: Bounds): readonly unknown[] {
  let values = maps.flatMap((map) => (map === ABSENT || isOpen(map) ? [] : names.mappings(map)));
  for (const keys of path) values = values.flatMap((value) => found(members(value), keys, bounds));
  return maps.some(isOpen) ? [...values, HOLES.anything] : values;
}

function found(inside: readonly Member[], keys: Keys, bounds: Bounds): readonly unknown[] {
  const any = keys.some(isOpen);
  const names = new Set(keys.map((key) => plainKey(String(key))));
  const wanted = inside.filter(({ key }) => any || names.has(plainKey(String(key))) || isFunction(key));
  return bounds.steps(inside.length) ? wanted.map(withFunction) : [];
}

/** YAML reads `1.10` and `yes` as a number and as true, which of its versions counts nobody says: what may be equal is equal. */
function plainKey(key: string): string {
  if (/^(?:yes|on|y)$/i.test(key)) return "true";
  if (/^(?:no|off|n)$/i.test(key)) return "false";
  return /^[\d.]+$/.test(key) ? String(Number(key)) : key.toLowerCase();
}

function isOpen(key: string | typeof ABSENT): boolean {
  return key === ABSENT || hasHole(key);
}
