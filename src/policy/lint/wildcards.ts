import type { MatchPattern } from "../match-pattern.ts";
import type { Part } from "../match-part.ts";

/** Whether a pattern may match more than one repository. */
export function hasWildcard({ host, path, crosses }: MatchPattern): boolean {
  return crosses || [...host, ...path].some(isWildcard);
}

export function isWildcard(part: Part | undefined): boolean {
  return typeof part !== "string";
}
