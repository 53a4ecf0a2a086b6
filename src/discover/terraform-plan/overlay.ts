import { UNKNOWN } from "../image-use.ts";

/** Makes one value of a value and a mask that do not fit each other. */
export type Misfit = (value: unknown) => unknown;

/**
 * The value, unknown wherever the mask says `true`; the very same value where it says so nowhere. Terraform writes masks of
 * the value's own shape: objects without the members of which there is nothing to say, and lists as long as the value's, in
 * which null stands for what is unknown. Both are data of a JSON text, and nest less deeply than the stack allows.
 */
export function overlay(value: unknown, mask: unknown, misfit: Misfit): unknown {
  if (mask === true) return UNKNOWN;
  if (value === UNKNOWN || !isTree(mask)) return isMark(mask) ? misfit(value) : value;
  if (Array.isArray(mask)) {
    // Of lists that differ in length nobody can say which element is meant, least of all in a set.
    if (Array.isArray(value) && value.length === mask.length) return overList(value, mask, misfit);
  } else if (isTree(value) && !Array.isArray(value)) return overObject(value, mask, misfit);
  if (!hasMark(mask)) return value;
  return value === undefined || value === null ? UNKNOWN : misfit(value);
}

function overList(value: readonly unknown[], mask: readonly unknown[], misfit: Misfit): unknown {
  const list = value.map((element, index) => overlay(element, mask[index], misfit));
  return list.some((element, index) => element !== value[index]) ? list : value;
}

function overObject(value: object, mask: object, misfit: Misfit): unknown {
  const changed = Object.entries(mask).flatMap(([key, inner]) => {
    const before: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    const after = overlay(before, inner, misfit);
    return after === before ? [] : [[key, after] as const];
  });
  return changed.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...changed]);
}

function isTree(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Anything that is not plainly nothing is a mark. */
function isMark(leaf: unknown): boolean {
  return leaf !== false && leaf !== undefined && leaf !== null && !isTree(leaf);
}

function hasMark(mask: unknown): boolean {
  return isTree(mask) ? Object.values(mask).some(hasMark) : isMark(mask);
}
