import { FAILED, type Member, membersOf, SHAPE_WORDS, shapeOf } from "./data.ts";
import { type Cursor, type Field, isAtEnd } from "./field.ts";
import { UNKNOWN } from "./image-use.ts";
import { Moved, Overlaid } from "./overlaid.ts";
import { movedMembers, overlay } from "./overlay.ts";
import type { Path } from "./path.ts";
import { type Setting, settingsOf } from "./strvals.ts";
import { type Layer, report, spend, spendText, unreadable, type Visit, type Walk } from "./walk-state.ts";
import { parseYamlText } from "./yaml-text.ts";

/** How values are written, and which are laid over which: the later over the earlier, within a kind as they stand. */
const KINDS: readonly (readonly [kind: string, read: (walk: Walk, at: Visit) => readonly Moved[]])[] = [
  ["asset", asset],
  ["text", document],
  ["object", document],
  ["map", map],
  ["set", set],
];

/** Keeps what the value says for when the others of its chart have been met. */
export function collectLayers(walk: Walk, at: Visit): void {
  for (const { field } of at.cursors.filter((cursor) => isAtEnd(cursor, "layer"))) {
    const layers = field.part === undefined ? undefined : walk.groups.get(field.part.group)?.layers;
    const rank = KINDS.findIndex(([kind]) => kind === field.part?.name);
    for (const value of KINDS[rank]?.[1](walk, at) ?? [])
      layers?.push({ rank, value, cursors: leadingThrough(at, field) });
  }
}

/** What leads through an object of values, or a text of them, to a place inside: other layers name their places themselves. */
function leadingThrough({ cursors }: Visit, { part }: Field): readonly Cursor[] {
  if (part?.name !== "object" && part?.name !== "text") return [];
  return cursors.filter(({ field, taken }) => taken < field.steps.length);
}

/** The values of a chart as they are when all of its layers lie over one another. */
export function overlaid(walk: Walk, at: Visit, layers: readonly Layer[]): Overlaid {
  const spends = (values: number) => spend(walk, at, values);
  const empty = new Moved(new Overlaid([]), at.path, at.texts);
  const values = layers
    .toSorted((one, other) => one.rank - other.rank)
    .reduce((lower, { value }) => overlay(lower, value, spends), empty);
  return new Overlaid(movedMembers(values, spends));
}

function document(walk: Walk, at: Visit): readonly Moved[] {
  const { value, path, texts } = at;
  const shape = shapeOf(value);
  if (value === "" || shape === "nothing") return [];
  if (shape === "object") return [new Moved(value, path, texts)];
  if (typeof value === "string") return text(walk, at, value);
  unreadable(walk, at, `is ${SHAPE_WORDS[shape]}, not an object of values`);
  return [];
}

function text(walk: Walk, at: Visit, written: string): readonly Moved[] {
  if (!spendText(walk, at, written)) return [];
  const parsed = parseYamlText(written);
  if ("why" in parsed) {
    unreadable(walk, at, parsed.why);
    return [];
  }
  return parsed.values.flatMap((value) => {
    const shape = shapeOf(value);
    if (shape === "object") return [new Moved(value, at.path, [...at.texts, at.path])];
    if (shape !== "nothing") unreadable(walk, at, `holds ${SHAPE_WORDS[shape]}, not an object of values`);
    return [];
  });
}

/** A text of Pulumi's own; what a file or a page holds is as hidden as the chart is. */
function asset(walk: Walk, at: Visit): readonly Moved[] {
  const found = memberOf(at, "text");
  return typeof found?.value === "string" ? text(walk, within(at, "text", found.value), found.value) : [];
}

/** Names with dots, and a value each. */
function map(walk: Walk, at: Visit): readonly Moved[] {
  return members(at).flatMap(({ key, value }) => settings(walk, within(at, key, value), String(key), value));
}

function set(walk: Walk, at: Visit): readonly Moved[] {
  const [name, value] = [memberOf(at, "name")?.value, memberOf(at, "value")?.value];
  if (name === UNKNOWN) report(walk, within(at, "name", name), { kind: "unknown" });
  return typeof name === "string" ? settings(walk, within(at, "value", value), name, value) : [];
}

function settings(walk: Walk, at: Visit, name: string, value: unknown): readonly Moved[] {
  if (!spendText(walk, at, name) || (typeof value === "string" && !spendText(walk, at, value))) return [];
  // Values are an object: what sets a list or nothing in its place sets nothing, and hides none of it.
  const named = settingsOf(name, value).filter(({ steps }) => typeof steps[0] === "string");
  return named.map((setting) =>
    // A part of the text, or one without its backslashes, is none that another could be written in the place of.
    tree(at, setting, setting.value === value ? at.texts : [...at.texts, at.path]),
  );
}

function tree({ path }: Visit, { steps, value }: Setting, texts: Moved["texts"]): Moved {
  return steps.reduceRight(
    (inner, key) => new Moved(new Overlaid([{ key, value: inner }], typeof key === "number"), path, texts),
    new Moved(value, path, texts),
  );
}

function within(at: Visit, key: string | number, value: unknown): Visit {
  const path: Path = { parent: at.path, key };
  return { ...at, path, value };
}

function memberOf(at: Visit, name: string): Member | undefined {
  return members(at).findLast(({ key }) => key === name);
}

function members({ value }: Visit): readonly Member[] {
  if (shapeOf(value) !== "object") return [];
  const found = membersOf(value as object, Number.POSITIVE_INFINITY);
  return found === FAILED ? [] : found;
}
