import { UNKNOWN } from "../image-use.ts";
import { ABSENT, hasHole, HOLES, isSeveral, isUnread, Several } from "../partial.ts";
import { isList } from "./source.ts";
import { type Bounds, MOST_TEXTS, TOO_MUCH } from "./bounds.ts";

/** Closing braces are left out of it, so that a text of many beginnings is read in one pass. */
const DYNAMIC_REFERENCE = /\{\{resolve:[^{}]*\}\}/g;

/** A value that may be several, each without its steps. */
export function branchesOf(value: unknown): readonly unknown[] {
  if (!isSeveral(value)) return [value];
  return value.branches.flatMap((branch) => branchesOf(branch.value));
}

/** The texts that a value may be as part of a text; nothing where it is left out. */
export function textsOf(value: unknown): readonly (string | typeof ABSENT)[] {
  return branchesOf(value).map((one) => {
    if (one === ABSENT || typeof one === "string") return one;
    return typeof one === "number" || typeof one === "boolean" ? String(one) : HOLES.anything;
  });
}

/** `{{resolve:ssm:…}}` is looked up at deployment, wherever it came from. */
export function resolved(text: string): string {
  return text.includes("{{resolve:") ? text.replace(DYNAMIC_REFERENCE, HOLES.anything) : text;
}

/** One value where there is one; several of them are told apart by nothing. None is a value that nobody knows. */
export function severalOf(values: readonly unknown[]): unknown {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return UNKNOWN;
  if (distinct.length === 1) return distinct[0];
  return new Several(distinct.map((value) => ({ steps: [], value })));
}

/** Every text that the pieces make together. */
export function joinTexts(bounds: Bounds, delimiter: string, pieces: readonly unknown[]): unknown {
  let texts: readonly (string | undefined)[] = [undefined];
  for (const piece of pieces) {
    const nexts = textsOf(piece);
    if (texts.length * nexts.length > MOST_TEXTS) return TOO_MUCH;
    const added = nexts.map((next) => (next === ABSENT ? 0 : delimiter.length + next.length));
    if (!bounds.characters(texts.length * added.reduce((sum, length) => sum + length, 1))) return TOO_MUCH;
    texts = texts.flatMap((text) => nexts.map((next) => appended(text, delimiter, next)));
  }
  return severalOf(texts.map((text) => resolved(text ?? "")));
}

function appended(text: string | undefined, delimiter: string, next: string | typeof ABSENT): string | undefined {
  if (next === ABSENT) return text;
  return text === undefined ? next : text + delimiter + next;
}

/** Where a part that is decided later may hold the delimiter, nobody knows how many pieces there are. */
export function splitText(bounds: Bounds, delimiter: string, text: string): unknown {
  if (!bounds.characters(text.length)) return TOO_MUCH;
  if (delimiter === "" || hasHole(delimiter)) return UNKNOWN;
  return hasHole(text) && !isOutsideOfWords(text, delimiter) ? UNKNOWN : text.split(delimiter);
}

/** Whether no part of a delimiter may stand in what is left open of a text. */
export function isOutsideOfWords(text: string, delimiter: string): boolean {
  return !text.includes(HOLES.name) && !text.includes(HOLES.anything) && !/[\w.-]/.test(delimiter);
}

/** The element of a list, or each of them where the index is not known. */
export function selectFrom(list: unknown, indexes: readonly unknown[]): unknown {
  if (list === UNKNOWN || list === ABSENT || isUnread(list)) return list === ABSENT ? UNKNOWN : list;
  if (!isList(list)) return UNKNOWN;
  return severalOf(
    indexes.flatMap((index) => {
      if (typeof index === "string" && hasHole(index)) return list;
      // Whether what is left out still counts as an element nobody says.
      if (list.some((one) => branchesOf(one).includes(ABSENT))) return list.filter((one) => one !== ABSENT);
      const found = /^\d+$/.test(String(index)) ? list[Number(index)] : undefined;
      return [found === undefined ? UNKNOWN : found];
    }),
  );
}
