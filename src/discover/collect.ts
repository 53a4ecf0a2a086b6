import type { Begin } from "./begin.ts";
import { SHAPE_WORDS, shapeOf } from "./data.ts";
import { type Cursor, type Field, isAtEnd } from "./field.ts";
import type { Reading } from "./format.ts";
import type { Group, GroupPart } from "./group.ts";
import { type ImageUse, UNKNOWN } from "./image-use.ts";
import { overlaid } from "./layers.ts";
import { hasHole } from "./partial.ts";
import { type Collected, type Layer, report, spendText, unreadable, type Visit, type Walk } from "./walk-state.ts";

/** What a group's parts name, found at the part that stands for them; `text` where that part alone may be rewritten. */
export type Follow = (walk: Walk, at: Visit, readings: readonly Reading[], text: string | undefined) => void;

/** Within its group an unknown value is one more part: what the others say is told with it. False where it has none. */
export function collectUnknown(walk: Walk, at: Visit, { field: { part }, taken }: Cursor): boolean {
  if (part === undefined || part.group.layers !== undefined || taken <= part.group.root) return false;
  walk.groups.get(part.group)?.parts.set(nameOf(part, at), { text: UNKNOWN, at });
  return true;
}

function nameOf({ group, name }: GroupPart, { path }: Visit): string {
  return group.each ? String(path?.key) : name;
}

/** The value is the end of these parts: null and an empty text leave them out, anything else than a text is unreadable. */
export function collectParts(walk: Walk, at: Visit): void {
  const { value } = at;
  if (value === undefined || value === null || value === "") return;
  const parts = at.cursors.filter((cursor) => isAtEnd(cursor, "part"));
  if (parts.length === 0) return;
  if (typeof value !== "string") {
    breakGroups(walk, at);
    unreadable(walk, at, `is ${SHAPE_WORDS[shapeOf(value)]}, not a text`);
  } else if (!spendText(walk, at, value)) breakGroups(walk, at);
  else for (const { field } of parts) collectText(walk, at, value, field);
}

/** YAML makes a number of a tag such as 1.27, and whoever puts the reference together a text again. */
export function withTagAsText(at: Visit): Visit {
  const { value, cursors } = at;
  const isTag = (cursor: Cursor) => isAtEnd(cursor, "part") && cursor.field.guess && cursor.field.part?.name === "tag";
  return typeof value === "number" && cursors.some(isTag) ? { ...at, value: String(value) } : at;
}

/** Parts that say whether the others name an image at all. */
const DECIDES = new Set(["name", "key", "kind"]);

function collectText(walk: Walk, at: Visit, text: string, { part }: Field): void {
  const collected = part === undefined ? undefined : walk.groups.get(part.group);
  if (part === undefined || collected === undefined) return;
  const name = nameOf(part, at);
  const before = collected.parts.get(name)?.text;
  if (walk.templates > 0 && DECIDES.has(name) && hasHole(text)) collected.parts.set(name, { text: UNKNOWN, at });
  else if (before !== undefined && before !== text) {
    collected.broken = true;
    unreadable(walk, at, "is written twice, and only one of them can count");
  } else collected.parts.set(name, { text, at });
}

/** A part that was reported itself: what is left of its group would name something else. */
export function breakGroups(walk: Walk, at: Visit): void {
  for (const { field } of at.cursors) {
    const collected = field.part === undefined ? undefined : walk.groups.get(field.part.group);
    if (collected !== undefined) collected.broken = true;
  }
}

/** Visits the members of an object in between; each of its groups is then told as a whole. */
export function withGroups(walk: Walk, at: Visit, begin: Begin, visitEach: () => void, follow: Follow): void {
  const groups = groupsAt(at, begin);
  if (groups === undefined) {
    visitEach();
    return;
  }
  const outer = new Map([...groups].map((group) => [group, walk.groups.get(group)]));
  for (const group of groups) walk.groups.set(group, { parts: new Map(), broken: false, layers: [] });
  visitEach();
  for (const [group, before] of outer) {
    const collected = walk.groups.get(group);
    if (before === undefined) walk.groups.delete(group);
    else walk.groups.set(group, before);
    if (collected !== undefined) tell(walk, at, group, collected, follow);
  }
}

/** Asked of every object: nothing is made where there is no group, which is nearly everywhere. */
function groupsAt({ cursors }: Visit, begin: Begin): Iterable<Group> | undefined {
  let groups: Set<Group> | undefined;
  for (const { field, taken } of cursors)
    if (field.part?.group.root === taken) groups = (groups ?? new Set()).add(field.part.group);
  if (groups === undefined) return begin.groups.length === 0 ? undefined : begin.groups;
  for (const group of begin.groups) groups.add(group);
  return groups;
}

/** That no image stands at a place is said of one layer, and takes nothing away of what another one puts there. */
function leadingThrough(layers: readonly Layer[]): readonly Cursor[] {
  const leading = layers.flatMap(({ cursors }) => cursors);
  const counting = layers.length === 1 ? leading : leading.filter(({ field }) => field.end !== "no image");
  return [...new Map(counting.map((cursor) => [cursor.field, cursor])).values()];
}

/** Values that lie over one another in several ways are the same in most places. */
function eachOnce(uses: readonly ImageUse[]): readonly ImageUse[] {
  return [...new Map(uses.map((use) => [JSON.stringify(use), use])).values()];
}

function tell(walk: Walk, at: Visit, group: Group, { parts, broken, layers }: Collected, follow: Follow): void {
  if (group.layers !== undefined && layers.length > 0) {
    const { length } = walk.uses;
    const cursors = leadingThrough(layers);
    for (const value of overlaid(walk, at, layers))
      follow(walk, { ...at, cursors }, [{ kind: "document", value, inside: group.layers }], undefined);
    walk.uses.push(...eachOnce(walk.uses.splice(length)));
  }
  if (parts.size === 0 || broken) return;
  if (!group.each) tellTogether(walk, group, parts, follow);
  else for (const part of parts.values()) tellTogether(walk, group, new Map([["reference", part]]), follow);
}

function tellTogether(walk: Walk, group: Group, parts: Collected["parts"], follow: Follow): void {
  const joined = group.join(new Map([...parts].map(([name, { text }]) => [name, text])), walk.inputs);
  const main = joined === undefined ? undefined : parts.get(joined.part);
  if (joined === undefined || main === undefined) return;
  if (joined.readings === UNKNOWN) {
    const known = joined.known === undefined ? {} : { known: joined.known };
    report(walk, main.at, { kind: "unknown", ...known });
  } else follow(walk, main.at, joined.readings, joined.writable && main.text !== UNKNOWN ? main.text : undefined);
}
