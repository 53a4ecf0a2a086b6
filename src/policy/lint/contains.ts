import type { MatchPattern } from "../match-pattern.ts";
import { partMatches, type Part } from "../match-part.ts";

/** Whether every repository that `b` matches is matched by `a`, too. */
export function patternContains(a: MatchPattern, b: MatchPattern): boolean {
  return allContained(a.host, b.host) && pathContains(a, b);
}

function pathContains(a: MatchPattern, b: MatchPattern): boolean {
  if (!a.crosses) return !b.crosses && allContained(a.path, b.path);
  const isLong = b.crosses ? b.path.length >= a.path.length : b.path.length > a.path.length;
  return isLong && allContained(a.path, b.path.slice(0, a.path.length));
}

function allContained(a: readonly Part[], b: readonly Part[]): boolean {
  return a.length === b.length && a.every((part, index) => partContains(part, b[index] ?? ""));
}

function partContains(a: Part, b: Part): boolean {
  if (typeof b === "string") return partMatches(a, b);
  return typeof a !== "string" && b.prefix.startsWith(a.prefix) && b.suffix.endsWith(a.suffix);
}
