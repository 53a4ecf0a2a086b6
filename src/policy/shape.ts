import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { printable } from "../reference/index.ts";
import { InvalidPolicy, pathText, type PolicyProblem } from "./problems.ts";
import { documentSchema, knownKeys, PLANNED, type RawDocument } from "./schema.ts";

/** Where a path stands in the file; an inline document has no lines. */
export type LineOf = (path: readonly PropertyKey[]) => number | undefined;

/** The value as a document of the right form, or every place where it has another. */
export function checkShape(value: unknown, source: string, lineOf: LineOf): RawDocument {
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidPolicy(parsed.error.issues.flatMap((issue) => problems(issue, source, lineOf)));
}

function problems(issue: z.core.$ZodIssue, source: string, lineOf: LineOf): PolicyProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { source, path: printable(pathText(path)), line: lineOf(path), ...unknownKey(key, knownKeys(issue.path)) };
    });
  }
  const message = `${lowerFirst(issue.message)}`;
  return [
    { source, path: printable(pathText(issue.path)), line: lineOf(issue.path), message, remedy: "See docs/policy.md." },
  ];
}

function unknownKey(key: string, known: readonly string[]): Pick<PolicyProblem, "message" | "remedy"> {
  if (PLANNED.includes(key)) {
    return {
      message: `"${key}" is not built yet`,
      remedy: "Take it out: a line that does nothing must not look as if it did.",
    };
  }
  const nearest = nearestTo(key, known);
  const hint = nearest === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  return { message: `unknown key "${printable(key)}"`, remedy: hint };
}

/** The nearest of the names, where it is near enough to have been meant. */
export function nearestTo(text: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const nearest = closest(text, names);
  return distance(text, nearest) <= Math.max(2, Math.floor(nearest.length / 3)) ? nearest : undefined;
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
