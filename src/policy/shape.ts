import type { z } from "zod";
import { didYouMean, nearest } from "./nearest.ts";
import { quote, type Path, type Report } from "./problems.ts";

/** How a key is told to people: `expected ‹expected›, found a number`, and what to write. */
export interface Wording {
  readonly expected: string;
  readonly remedy: string;
  /** What holds where the key is left out; editors show it. */
  readonly byDefault?: string | boolean;
  /** What editors offer. */
  readonly examples?: readonly string[];
}

/** A kind of mapping in the document: its keys, what each holds, and the keys that a later version will know. */
export interface Shape<Keys extends z.ZodRawShape> {
  /** `an image rule` */
  readonly what: string;
  readonly schema: z.ZodObject<Keys, z.core.$strict>;
  readonly wordings: Readonly<Record<keyof Keys & string, Wording>>;
  readonly planned: readonly string[];
  /** Keys of a kindred mapping that make no sense in this one, and why. */
  readonly elsewhere?: Readonly<Record<string, Misplaced>>;
  /** Words that people know from other tools, and which key they mean. */
  readonly called?: Readonly<Record<string, string>>;
}

interface Misplaced {
  readonly message: string;
  readonly remedy: string;
}

/** What messages need of a shape, whatever its keys. */
interface Words {
  readonly what: string;
  readonly wordings: Readonly<Record<string, Wording>>;
  readonly planned: readonly string[];
  readonly elsewhere?: Readonly<Record<string, Misplaced>>;
  readonly called?: Readonly<Record<string, string>>;
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
  const unknown = issues.flatMap(unknownKeys);
  for (const issue of issues) {
    if (!isExplained(shape, issue, unknown)) reportIssue(shape, issue, path, report);
  }
  return undefined;
}

function unknownKeys(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === "unrecognized_keys" ? issue.keys : [];
}

/** Whether a key is missing because it was misspelt, or because this is a kind of mapping that is not built yet: one cause, one problem. */
function isExplained(
  { wordings, planned, called = {} }: Words,
  issue: z.core.$ZodIssue,
  unknown: readonly string[],
): boolean {
  if (issue.input !== undefined) return false;
  const known = Object.keys(wordings);
  const meant = (key: string) => (Object.hasOwn(called, key) ? called[key] : nearest(key, known));
  return unknown.some((key) => planned.includes(key) || meant(key) === issue.path[0]);
}

function reportIssue(words: Words, issue: z.core.$ZodIssue, path: Path, report: Report): void {
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) reportUnknownKey(words, key, path, report);
    return;
  }
  const at = issue.path.filter((step) => typeof step !== "symbol");
  const wording = words.wordings[String(at[0])];
  if (wording === undefined) {
    report(path, `expected ${words.what}, found ${kindOf(issue.input)}.`, keysOf(words));
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
  const misplaced = Object.hasOwn(words.elsewhere ?? {}, key) ? words.elsewhere?.[key] : undefined;
  if (misplaced !== undefined) {
    report([...path, key], misplaced.message, misplaced.remedy);
    return;
  }
  const ours = Object.hasOwn(words.called ?? {}, key) ? words.called?.[key] : undefined;
  if (ours !== undefined) {
    report([...path, key], `is called ${ours} here.`, words.wordings[ours]?.remedy ?? keysOf(words));
    return;
  }
  const hint = didYouMean(key, Object.keys(words.wordings));
  report([...path, key], `${quote(key)} is not a key of ${words.what}.`, `${hint}${keysOf(words)}`);
}

function keysOf({ what, wordings }: Words): string {
  return `The keys of ${what}: ${Object.keys(wordings).join(", ")}.`;
}

function mismatch(expected: string, input: unknown): string {
  return input === undefined ? `is missing; expected ${expected}.` : `expected ${expected}, found ${kindOf(input)}.`;
}

/** The word out of a few that was probably meant. */
function meant(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_value" || typeof issue.input !== "string") return "";
  // What is right but for its quotes is no other word.
  const words = issue.values.filter((value) => typeof value === "string");
  return didYouMean(issue.input, words);
}

/** A value by its kind alone: what was written in the wrong place may be a secret (law 10). */
function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (value === "") return "an empty text";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  return typeof value === "number" ? `the number ${value}` : typeof value === "boolean" ? `${value}` : "a text";
}
