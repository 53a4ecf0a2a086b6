import { breakGroups } from "./collect.ts";
import { mayHide } from "./field.ts";
import type { Reading } from "./format.ts";
import { ABSENT, isOpen, isSeveral, isUnread, type Several, type Unread } from "./partial.ts";
import type { Path } from "./path.ts";
import { unreadable, type Visit, type Walk } from "./walk-state.ts";

type Partial = Several | Unread | typeof ABSENT;

export function isPartial(value: unknown): value is Partial {
  return value === ABSENT || isSeveral(value) || isUnread(value);
}

/** Each of the values that may stand here is visited as if it did. */
export function visitPartial(walk: Walk, at: Visit, value: Partial, visit: (walk: Walk, at: Visit) => void): void {
  if (isSeveral(value))
    for (const branch of value.branches)
      visit(walk, { ...at, path: extended(at.path, branch.steps), value: branch.value });
  else if (isUnread(value) && (value.isEnd || mayHideImage(at))) {
    breakGroups(walk, at);
    if (!walk.unread.has(value)) unreadable(walk, at, value.why);
    walk.unread.add(value);
  }
}

/** Elsewhere than on the way to an image it is nobody's business; but a macro rewrites what stands beside it. */
function mayHideImage({ cursors, below, path }: Visit): boolean {
  return cursors.some(mayHide) || below.fields.length > 0 || String(path?.key).startsWith("Fn::");
}

export function extended(path: Path | undefined, steps: readonly (string | number)[] = []): Path | undefined {
  return steps.reduce<Path | undefined>((parent, key) => ({ parent, key }), path);
}

/** Whether what is decided later may name more images than can be seen: unless the text is one reference, or names none. */
export function hidesMore(text: string, readings: readonly Reading[]): boolean {
  if (!isOpen(text)) return false;
  return /\s/.test(text) || readings.some(({ kind }) => kind !== "image") || readings.length > 1;
}
