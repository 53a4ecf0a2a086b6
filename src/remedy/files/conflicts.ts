import type { FileUse, Splice } from "../../discover/index.ts";
import type { Change, Refusal } from "./change.ts";

/** What should stand in a place of the text, and which uses want that. */
interface Claim extends Splice {
  readonly by: Set<number>;
}

/**
 * Which changes cannot be made, because another use of the file wants something else in the same place, or wants it to stay. What an
 * anchor names is written once, where all that refer to it want the same.
 */
export function conflicting(uses: readonly FileUse[], changes: readonly Change[]): readonly Refusal[] {
  const changed = new Set(changes.map(({ index }) => index));
  const claims = new Map<string, Claim>();
  const claim = ({ span, text }: Splice, index: number) => {
    const key = JSON.stringify([span.start, span.end, text]);
    const known = claims.get(key);
    if (known === undefined) claims.set(key, { span, text, by: new Set([index]) });
    else known.by.add(index);
  };
  for (const { index, splices } of changes) for (const splice of splices) claim(splice, index);
  for (const [index, use] of uses.entries()) if (!changed.has(index)) for (const own of stays(use)) claim(own, index);
  const quarrels = quarrelling([...claims.values()]);
  return changes.flatMap(({ index }) => (quarrels.has(index) ? [{ index, why: WHY }] : []));
}

const WHY =
  "another image use refers to the same text and is not to be changed alike: let each have a reference of its own";

/** A use that is not changed keeps its text. */
function stays({ use, source }: FileUse): readonly Splice[] {
  return use.kind === "image" && source !== undefined ? [{ span: source, text: use.image }] : [];
}

/** The uses that want different things of one place. */
function quarrelling(claims: readonly Claim[]): ReadonlySet<number> {
  const found = new Set<number>();
  let open: readonly Claim[] = [];
  for (const claim of claims.toSorted(byPlace)) {
    open = open.filter((other) => reaches(other, claim));
    for (const other of open) for (const index of [...other.by, ...claim.by]) found.add(index);
    open = [...open, claim];
  }
  return found;
}

export function byPlace({ span: one }: Splice, { span: other }: Splice): number {
  return one.start - other.start || one.end - other.end;
}

/** Whether what begins before, or at the same place, overlaps. Two insertions at one place have no order. */
function reaches({ span: before }: Splice, { span }: Splice): boolean {
  return before.end > span.start || (before.start === span.start && before.end === span.end);
}
