import { field, type Field, type Step } from "./field.ts";
import type { Group } from "./group.ts";
import { UNKNOWN } from "./image-use.ts";

const IMAGE = /\/(?:image|reference)$/;
const CONTAINER = /\/(?:\w*[cC]ontainers|steps|sidecars)\/(?:-|\d+)$/;

/** The value of an operation on a path of that kind. */
const joinAt =
  (wanted: RegExp): Group["join"] =>
  (parts) => {
    const path = parts.get("path");
    const value = parts.get("value");
    if (value === undefined || path === undefined || (path !== UNKNOWN && !wanted.test(path))) return undefined;
    if (value === UNKNOWN) return { part: "value", readings: UNKNOWN };
    return { part: "value", readings: [{ kind: "image", image: value }], writable: true };
  };

const GUESS = { role: "run", pinForm: "name:tag@digest", certain: false, optional: true, guess: true } as const;

/**
 * Operations of a JSON patch (RFC 6902), `[{ op, path, value }]`: an image is written by its path, in a whole container or in a
 * list of them. Objects inside a value are read wherever they stand.
 */
export const PATCHED: readonly Field[] = [
  ...operation(joinAt(IMAGE), "value"),
  ...operation(joinAt(CONTAINER), "value", "image"),
  field(["[]", "value", "[]", "image"], GUESS),
];

function operation(join: Group["join"], ...value: readonly Step[]): readonly Field[] {
  const group: Group = { root: 1, join };
  const options = { ...GUESS, end: "part" } as const;
  return [
    field(["[]", "path"], { ...options, part: { name: "path", group } }),
    field(["[]", ...value], { ...options, part: { name: "value", group } }),
  ];
}
