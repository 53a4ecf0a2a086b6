import type { Slot } from "../discover/index.ts";

/**
 * What stands in plain data at these steps, by own properties and list indexes only. `undefined` where nothing does, or
 * where reading threw. Never throws.
 */
export function readOwn(inputs: unknown, steps: Slot["steps"]): unknown {
  try {
    return steps.reduce(ownMember, inputs);
  } catch {
    return undefined;
  }
}

function ownMember(parent: unknown, step: string | number): unknown {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, step)) return undefined;
  // A list's `length` is its own, too.
  return Array.isArray(parent) === (typeof step === "number") ? (Reflect.get(parent, step) as unknown) : undefined;
}
