import { styleText } from "node:util";
import type { Status } from "../../policy/index.ts";
import type { RuleId } from "../../rules/index.ts";
import type { Weight } from "../entries.ts";
import type { Look } from "../style.ts";

type Colour = "green" | "red" | "yellow" | "cyan" | "bold" | "dim";

export const MARKS = { accepted: "✓", exempt: "○", rejected: "✗", undetermined: "?", unknown: "?" } as const;

export const COLOURS = {
  accepted: "green",
  exempt: "green",
  rejected: "red",
  undetermined: "yellow",
  unknown: "yellow",
} as const satisfies Record<Status, Colour>;

export const WEIGHT_COLOURS = { error: "red", warning: "yellow", note: "cyan" } as const satisfies Record<
  Weight,
  Colour
>;

export function paint(text: string, format: Colour, { colour }: Pick<Look, "colour">): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}

/** Where a rule is told of in the documentation, where that has an address. */
export function addressOf(rule: RuleId, docs: string): string {
  return `${docs}/rules.md#${rule}`;
}

/** A text that a terminal follows to an address. Both are this program's own. */
export function linked(text: string, address: string): string {
  return `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`;
}

const ASCII: Readonly<Record<string, string>> = { "✓": "+", "○": "o", "✗": "x", "…": "...", "→": "->" };

/** For a terminal that shows ASCII alone. */
export function inAscii(text: string): string {
  return text.replace(/[^\u0000-\u007f]/gu, (one) => ASCII[one] ?? `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
