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

/** Where a part of a document stands: in which file, and where in that. */
export interface Place {
  readonly source: string;
  readonly path: Path;
  /** Counted from 1; absent where the document is no file. */
  readonly line?: number;
}

/** A document may have been read from several files. */
export type PlaceOf = (path: Path) => Place;

/** A text, or how it reads where it names other parts of the document: `images[0] in base.yaml, line 4`. */
export type Message = string | ((nameOf: (path: Path) => string) => string);

/** Notes a problem and goes on: a document's problems are told all at once. The line is found by the path unless given. */
export type Report = (path: Path, message: Message, remedy: string, line?: number) => void;

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

/** Problems, and who notes them: the same one is told once, however many ways lead to it. */
export interface Problems {
  readonly found: readonly PolicyProblem[];
  readonly reportAt: (placeOf: PlaceOf) => Report;
}

export function collectProblems(): Problems {
  const found = new Map<string, PolicyProblem>();
  const reportAt = (placeOf: PlaceOf): Report => {
    return (path, message, remedy, given) => {
      if (found.size >= MAX_PROBLEMS) return;
      const place = placeOf(path);
      const line = given ?? place.line;
      const text = textOf(message, place.source, placeOf);
      const problem = { source: place.source, path: formatPath(place.path), ...(line !== undefined && { line }) };
      found.set(JSON.stringify([problem, text]), { ...problem, message: text, remedy });
    };
  };
  return {
    get found() {
      return [...found.values()];
    },
    reportAt,
  };
}

/** A message as it reads in one file: of the others the parts are named with file and line. */
export function textOf(message: Message, source: string, placeOf: PlaceOf): string {
  if (typeof message === "string") return message;
  return message((path) => {
    const place = placeOf(path);
    const name = formatPath(place.path);
    return place.source === source ? name : `${name} in ${placeText(place)}`;
  });
}

/** `base.yaml, line 4` */
export function placeText({ source, line }: Place): string {
  return line === undefined ? oneLine(source) : `${oneLine(source)}, line ${line}`;
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
export function oneLine(text: string): string {
  return withoutCommands(text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\uFFFD"));
}

function describe({ source, line, path, message, remedy }: PolicyProblem): string {
  const place = line === undefined ? oneLine(source) : `${oneLine(source)}:${line}`;
  return `  ${place}: ${path === "" ? "" : `${path}: `}${message}\n    ${remedy}`;
}
