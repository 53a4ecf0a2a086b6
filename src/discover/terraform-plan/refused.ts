import { SHAPE_WORDS, shapeOf } from "../data.ts";
import { formatPath, type Path } from "../path.ts";

/** Why a file is no plan that can be judged, and what to do. `why` continues a sentence about the file: "is a state, …". */
export interface Refused {
  readonly why: string;
}

export function isRefused(value: object): value is Refused {
  return "why" in value;
}

/** What Terraform never writes was written by somebody else, and what it leaves out nobody can know. */
export function malformed(where: string, value: unknown, wanted: string): Refused {
  const is = `is ${SHAPE_WORDS[shapeOf(value)]}, not ${wanted}`;
  return { why: `has a ${where} that ${is}; write it anew: terraform show -json PLAN > plan.json` };
}

/** A list of the file, of which one that is left out is empty. */
export function listAt(where: string, value: unknown): readonly unknown[] | Refused {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : malformed(where, value, "a list");
}

/** Where something stands in a plan: names, and indexes into lists. */
export type Steps = readonly (string | number)[];

export function shownAt(steps: Steps): string {
  return formatPath(steps.reduce<Path | undefined>((parent, key) => ({ parent, key }), undefined));
}

export type Members = Readonly<Record<string, unknown>>;

export function objectAt(where: string, value: unknown): { readonly members: Members } | Refused {
  if (shapeOf(value) !== "object") return malformed(where, value, "an object");
  return { members: value as Members };
}
