import { styleText } from "node:util";
import { printable } from "../../reference/index.ts";

/** One thing that a run depends on, looked at. */
export interface Check {
  /** `Node`, `ghcr.io` */
  readonly name: string;
  /** A `problem` keeps images from being judged; a `warning` only costs time, or matters in other folders. */
  readonly status: "ok" | "warning" | "problem";
  readonly detail: string;
  /** What to do, one sentence; where there is something to do. */
  readonly remedy?: string;
}

const MARKS = { ok: "✓", warning: "!", problem: "✗" } as const;
const COLOURS = { ok: "green", warning: "yellow", problem: "red" } as const;

/** A check for people, one or two lines. Every text may come from a file or a registry, so it is made printable (law 10). */
export function checkText({ name, status, detail, remedy }: Check, colour: boolean): string {
  const mark = colour ? styleText(COLOURS[status], MARKS[status], { validateStream: false }) : MARKS[status];
  const first = `${mark} ${printable(name)}: ${printable(detail)}\n`;
  return remedy === undefined ? first : `${first}    ${printable(remedy)}\n`;
}
