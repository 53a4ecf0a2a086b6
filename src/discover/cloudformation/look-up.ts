import type { Member } from "../data.ts";
import { ABSENT, hasHole } from "../partial.ts";
import type { Bounds } from "./bounds.ts";
import type { Names } from "./names.ts";
import { members } from "./source.ts";

type Keys = readonly (string | typeof ABSENT)[];

/** Every value that a lookup in a mapping may find: a key that is decided later may be each of them. */
export function lookUp(names: Names, [maps = [], ...path]: readonly Keys[], bounds: Bounds): readonly unknown[] {
  let values = maps.flatMap((map) => (map === ABSENT || hasHole(map) ? [] : names.mappings(map)));
  for (const keys of path) {
    values = values.flatMap((value) => found(members(value), keys, bounds));
  }
  return values;
}

function found(inside: readonly Member[], keys: Keys, bounds: Bounds): readonly unknown[] {
  const any = keys.some((key) => key === ABSENT || hasHole(key));
  const wanted = inside.filter(({ key }) => any || keys.includes(String(key)) || key === "Fn::Transform");
  return bounds.steps(inside.length)
    ? wanted.map(({ key, value }) => (key === "Fn::Transform" ? { [key]: value } : value))
    : [];
}
