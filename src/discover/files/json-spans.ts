import { JSON_TOKEN } from "../json-text.ts";
import type { Span } from "../slot.ts";

type Steps = readonly (string | number)[];

/** What is looked for below a place. */
interface Wanted {
  readonly below: Map<string | number, Wanted>;
  /** Where it stands: of members of equal names the last. */
  span?: Span;
}

interface Open {
  readonly wanted: Wanted | undefined;
  readonly isList: boolean;
  readonly start: number;
  key: string | number | undefined;
}

/**
 * Where the values of a JSON text with these paths stand, a string with its quotes. One pass, however many are asked for.
 * Relies on the text having been parsed.
 */
export function jsonSpans(text: string, paths: readonly Steps[]): readonly (Span | undefined)[] {
  const root: Wanted = { below: new Map() };
  const ends = paths.map((steps) => steps.reduce(below, root));
  const open: Open[] = [];
  for (const { 0: token, index } of text.matchAll(JSON_TOKEN)) {
    const top = open.at(-1);
    const isKey = top !== undefined && !top.isList && top.key === undefined;
    if (token === "{" || token === "[") open.push(opened(token, index, inside(top, root)));
    else if (token === "}" || token === "]") close(open.pop(), index + 1);
    else if (token === ",") next(top);
    else if (token !== ":" && isKey) top.key = String(JSON.parse(token));
    else if (token !== ":") mark(inside(top, root), { start: index, end: index + token.length });
  }
  return ends.map(({ span }) => span);
}

function below(wanted: Wanted, step: string | number): Wanted {
  const known = wanted.below.get(step) ?? { below: new Map() };
  wanted.below.set(step, known);
  return known;
}

function opened(token: string, start: number, wanted: Wanted | undefined): Open {
  return token === "[" ? { wanted, isList: true, start, key: 0 } : { wanted, isList: false, start, key: undefined };
}

function inside(top: Open | undefined, root: Wanted): Wanted | undefined {
  return top === undefined ? root : top.key === undefined ? undefined : top.wanted?.below.get(top.key);
}

function close(ended: Open | undefined, end: number): void {
  if (ended !== undefined) mark(ended.wanted, { start: ended.start, end });
}

function next(top: Open | undefined): void {
  if (top !== undefined) top.key = typeof top.key === "number" ? top.key + 1 : undefined;
}

function mark(wanted: Wanted | undefined, span: Span): void {
  if (wanted !== undefined) wanted.span = span;
}
