import type { z } from "zod";
import { didYouMean } from "./nearest.ts";
import { quote, type Path, type Report } from "./problems.ts";

/** How a key is told to people: `expected ‹expected›, found a number`, and what to write. */
export interface Wording {
  readonly expected: string;
  readonly remedy: string;
}

/** A kind of mapping in the document: its keys, what each holds, and the keys that a later version will know. */
export interface Shape<Keys extends z.ZodRawShape> {
  /** `an image rule` */
  readonly what: string;
  readonly schema: z.ZodObject<Keys, z.core.$strict>;
  readonly wordings: Readonly<Record<keyof Keys & string, Wording>>;
  readonly planned: readonly string[];
}

/** What messages need of a shape, whatever its keys. */
interface Words {
  readonly what: string;
  readonly wordings: Readonly<Record<string, Wording>>;
  readonly planned: readonly string[];
}

/** Reads a mapping; undefined where its shape is wrong, which is reported key by key. */
export function readShape<Keys extends z.ZodRawShape>(
  shape: Shape<Keys>,
  value: unknown,
  path: Path,
  report: Report,
): z.output<z.ZodObject<Keys, z.core.$strict>> | undefined {
  const result = shape.schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  // A signer written for a later version lacks nothing: that its kind is not built yet says it all.
  const usesPlanned = issues.some((issue) => unknownKeys(issue).some((key) => shape.planned.includes(key)));
  for (const issue of issues) {
    if (usesPlanned && issue.input === undefined) continue;
    reportIssue(shape, issue, path, report);
  }
  return undefined;
}

function unknownKeys(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === "unrecognized_keys" ? issue.keys : [];
}

function reportIssue(words: Words, issue: z.core.$ZodIssue, path: Path, report: Report): void {
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) reportUnknownKey(words, key, path, report);
    return;
  }
  const at = issue.path.filter((step) => typeof step !== "symbol");
  const wording = words.wordings[String(at[0])];
  if (wording === undefined) {
    report(path, `expected ${words.what}, found ${kindOf(issue.input)}.`, `Its keys are ${list(words)}.`);
    return;
  }
  report([...path, ...at], mismatch(wording.expected, issue.input), `${meant(issue)}${wording.remedy}`);
}

function reportUnknownKey(words: Words, key: string, path: Path, report: Report): void {
  if (words.planned.includes(key)) {
    report(
      [...path, key],
      "is not built yet in this version of digestbound.",
      "Remove it; docs/policy.md lists what is there.",
    );
    return;
  }
  const hint = didYouMean(key, Object.keys(words.wordings));
  report([...path, key], `${quote(key)} is not a key of ${words.what}.`, `${hint}Its keys are ${list(words)}.`);
}

function list({ wordings }: Words): string {
  return Object.keys(wordings).join(", ");
}

function mismatch(expected: string, input: unknown): string {
  return input === undefined ? `is missing; expected ${expected}.` : `expected ${expected}, found ${kindOf(input)}.`;
}

/** The word out of a few that was probably meant. */
function meant(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_value" || typeof issue.input !== "string") return "";
  return didYouMean(issue.input, issue.values.map(String));
}

/** A value by its kind alone: what was written in the wrong place may be a secret (law 10). */
function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (value === "") return "an empty text";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  return typeof value === "number" ? `the number ${value}` : typeof value === "boolean" ? `${value}` : "a text";
}
