import { readOwn } from "../remedy/index.ts";
import { target } from "./proxies.ts";

/** A resource's inputs as remediation is given them: reading unwraps secrets, writing keeps them secret. */
export type Inputs = Readonly<Record<string, unknown>>;

type Steps = readonly (string | number)[];

/** Puts a text in the place of another one; what was secret stays secret, because the SDK's proxy wraps what is assigned. */
export function writeAt(inputs: unknown, steps: Steps, text: string): void {
  const parent = readOwn(inputs, steps.slice(0, -1));
  const last = steps.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) throw new RangeError("nothing to write to");
  Reflect.set(parent, last, text);
}

/** Whether an archive lies anywhere in the inputs: the SDK returns one as the list of its files' names, so they must not be returned. */
export function holdsArchive(inputs: unknown): boolean {
  return holds(target(inputs));
}

function holds(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Reflect.get(value, "__pulumiArchive") === true) return true;
  return Object.values(value).some(holds);
}
