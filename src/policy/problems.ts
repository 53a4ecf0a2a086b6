import { withoutCommands } from "../reference/index.ts";

/** Where something stands inside a document: keys, and positions counted from 0. */
export type Path = readonly (string | number)[];

/** One thing that is wrong with a policy document. The texts are safe to print and never hold a key's content. */
export interface PolicyProblem {
  readonly source: string;
  /** `images[0].signedBy`; empty for the document as a whole. */
  readonly path: string;
  /** Counted from 1; absent where the document was no file. */
  readonly line?: number;
  readonly message: string;
  readonly remedy: string;
}

/** The line where a path stands in a text, counted from 1. */
export type LineOf = (path: Path) => number | undefined;

/** Notes a problem and goes on: a document's problems are told all at once. The line is found by the path unless given. */
export type Report = (path: Path, message: string, remedy: string, line?: number) => void;

/** A policy document that nothing may be judged by. */
export class InvalidPolicy extends Error {
  override readonly name = "InvalidPolicy";
  readonly reason = "invalid-policy";
  readonly problems: readonly PolicyProblem[];

  constructor(source: string, problems: readonly PolicyProblem[], options?: ErrorOptions) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const title = `${oneLine(source)} is not a valid policy document (${count}):`;
    super([title, ...problems.map(describe)].join("\n"), options);
    this.problems = problems;
  }
}

/** A document about which there is one thing to say: it cannot be read at all. */
export function invalidPolicy(
  source: string,
  message: string,
  remedy: string,
  { line, cause }: { readonly line?: number; readonly cause?: unknown } = {},
): InvalidPolicy {
  const problem = { source, path: "", ...(line !== undefined && { line }), message, remedy };
  return new InvalidPolicy(source, [problem], { cause });
}

/** Enough to mend a document by; a generated one with thousands of mistakes must not flood a log. */
const MAX_PROBLEMS = 100;

/** Collects the problems of one source. */
export function collectProblems(
  source: string,
  lineOf: LineOf,
): { readonly problems: readonly PolicyProblem[]; readonly report: Report } {
  const problems: PolicyProblem[] = [];
  const report: Report = (path, message, remedy, given) => {
    if (problems.length >= MAX_PROBLEMS) return;
    const line = given ?? lineOf(path);
    problems.push({ source, path: formatPath(path), ...(line !== undefined && { line }), message, remedy });
  };
  return { problems, report };
}

/** `images[0].signedBy`, printable. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join("").replace(/^\./, "");
}

function formatStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z][A-Za-z0-9_-]{0,38}$/.test(step) ? `.${step}` : `[${quote(step)}]`;
}

const MAX_QUOTED = 64;

/** Whether a text may be a key that was put in the wrong place (law 10): base64 has no gaps, and names mostly have. */
export function looksLikeKey(text: string): boolean {
  return /[A-Za-z0-9+/]{40}/.test(text);
}

/** A name from the document in quotes. */
export function quote(text: string): string {
  if (looksLikeKey(text)) return `"(${text.length} characters)"`;
  const line = oneLine(text);
  return `"${line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED - 1)}…` : line}"`;
}

/** Without what a terminal or a build service obeys instead of showing (law 10). */
function oneLine(text: string): string {
  return withoutCommands(text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\uFFFD"));
}

function describe({ source, line, path, message, remedy }: PolicyProblem): string {
  const place = line === undefined ? oneLine(source) : `${oneLine(source)}:${line}`;
  return `  ${place}: ${path === "" ? "" : `${path}: `}${message}\n    ${remedy}`;
}
