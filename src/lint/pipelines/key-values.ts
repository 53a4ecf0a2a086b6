import { either, linesOf, type Piece, type Text, type Value } from "./value.ts";

/** What was written as `name=value` lines, also over several lines as GitHub reads them: `name<<END`. */
export function keyValues(written: Value | undefined): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const text of written ?? []) new Reader(found).read(linesOf(text));
  return found;
}

/** What Azure Pipelines and older GitHub workflows read in what a script prints. */
export function announced(printed: Value): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const line of printed.flatMap(linesOf)) {
    const [first, ...others] = line;
    const match = typeof first === "string" ? ANNOUNCED.exec(first) : null;
    const name = match?.[1] ?? match?.[2];
    if (match !== null && name !== undefined) put(found, name, rest(first, match[0].length, others));
  }
  return found;
}

const ANNOUNCED = /^\s*(?:##vso\[task\.setvariable variable=([\w.]+)[^\]]*\]|::set-output name=([\w-]+)::)/i;
const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)(=|<<)/;

class Reader {
  readonly #found: Map<string, Value>;

  constructor(found: Map<string, Value>) {
    this.#found = found;
  }

  read(lines: readonly Text[]): void {
    for (let at = 0; at < lines.length; at += 1) {
      const [first, ...others] = lines[at] ?? [];
      const match = typeof first === "string" ? LINE.exec(first) : null;
      if (match === null) continue;
      const [all, name = "", operator] = match;
      const tail = rest(first, all.length, others);
      if (operator === "=") put(this.#found, name, tail);
      else at = this.#several(name, tail, lines, at + 1);
    }
  }

  /** Up to a line that is the mark; where the mark is not known, to the end. */
  #several(name: string, mark: Text, lines: readonly Text[], from: number): number {
    const end = lines.findIndex((line, index) => index >= from && line.length === 1 && line[0] === mark[0]);
    const inner = lines.slice(from, end < 0 ? undefined : end).flatMap((line): Piece[] => [...line, "\n"]);
    put(this.#found, name, inner);
    return end < 0 ? lines.length : end;
  }
}

function rest(first: Piece | undefined, from: number, others: Text): Text {
  const bare = typeof first === "string" ? first.slice(from).replace(/^["']/, "") : "";
  return [...(bare === "" ? [] : [bare]), ...others];
}

function put(found: Map<string, Value>, name: string, text: Text): void {
  const before = found.get(name);
  found.set(name, before === undefined ? [text] : either(before, [text]));
}
