/** One thing that is wrong in a policy document. */
export interface PolicyProblem {
  readonly source: string;
  /** Path inside the document: `images[0].signedBy`; empty for the document as a whole. */
  readonly path: string;
  /** Counted from 1; absent for an inline document. */
  readonly line?: number | undefined;
  readonly message: string;
  readonly remedy: string;
}

/** A policy document that may not be used, with everything that is wrong in it. */
export class InvalidPolicy extends Error {
  override readonly name = "InvalidPolicy";
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(`The policy document is invalid:\n${problems.map(line).join("\n")}`);
    this.problems = problems;
  }
}

function line({ source, line: number, path, message, remedy }: PolicyProblem): string {
  const place = number === undefined ? source : `${source}:${number}`;
  return `  ${place}${path === "" ? "" : ` ${path}`}: ${message}. ${remedy}`;
}

/** `["images", 0, "match"]` as `images[0].match`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
