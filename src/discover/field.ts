import { REFERENCE, type Format } from "./format.ts";
import { hasHole, mayBe } from "./partial.ts";
import type { GroupPart } from "./group.ts";
import type { PinForm, Role, Usage } from "./image-use.ts";

/** `"[]"` is each element of a list, `"{}"` each value of a map, a text one property, an expression each property it matches. */
export type Step = string | RegExp;

/** A place of a platform's schema that matters: one row of a platform's table. */
export interface Field extends Usage {
  readonly steps: readonly Step[];
  /**
   * What stands at the end: what names an image, in the field's format; a part of a reference whose other parts stand beside
   * it; some of a chart's values, over or under others; an object that may hold images; what deploys images that nobody
   * can see here; data that deploys nothing; a value that was decided about, so that nothing is guessed of it; or what is no
   * image, whatever other field ends there, and may hold some.
   */
  readonly end: "image" | "part" | "layer" | "object" | "hidden" | "nothing" | "settled" | "no image";
  readonly format: Format;
  /** Of a field that ends at a part, or at a layer: its kind is the name. */
  readonly part?: GroupPart;
  /** Of a field that ends at what is hidden: why, as a message goes on. */
  readonly why?: string;
  /** A guess by the name alone: only a text can be an image here, and any other value is something else. */
  readonly guess: boolean;
  /** Null and an empty text are as good as absent here. */
  readonly optional: boolean;
  /** Images are rare here: an unknown value above the place is no finding, only one at the place itself. */
  readonly rare: boolean;
  /** Terraform's shapes: a list of one may stand for its element, and the other way round. */
  readonly terraform: boolean;
  /** The schema is certain here: a value of another shape is unreadable. Elsewhere the same name may mean something else. */
  readonly certain: boolean;
  /**
   * A text on the way is JSON, read by a provider written in Go: `encoding/json` matches names in any case and lets the
   * last of two equal names win, so every spelling and every duplicate is found.
   */
  readonly goJson: boolean;
  /**
   * Azure Resource Manager's shapes: names in any case, `properties` anywhere in between, and names that a template puts
   * together.
   */
  readonly arm: boolean;
}

const DEFAULTS = {
  end: "image",
  format: REFERENCE,
  certain: true,
  goJson: false,
  arm: false,
  guess: false,
  optional: false,
  rare: false,
  terraform: false,
  role: "run",
} as const;

type Row = { readonly pinForm: PinForm; readonly role?: Role } & Partial<Omit<Field, "steps">>;

/** Makes a row from a path such as `spec.containers[].image` or from ready steps. */
export function field(path: string | readonly Step[], row: Row): Field {
  const steps = typeof path === "string" ? path.split(/\.|(?=\[\]|\{\})/) : path;
  return { ...DEFAULTS, ...row, steps };
}

/** A field and how many of its steps lead to the value at hand. */
export interface Cursor {
  readonly field: Field;
  readonly taken: number;
}

/** The cursors that `key` leads on: those of the parent, and the fields that begin at the parent. */
export function advance(cursors: readonly Cursor[], begin: readonly Field[], key: string | number): Cursor[] {
  const next: Cursor[] = [];
  for (const { field, taken } of cursors) {
    const steps = stepsTaken(field, taken, key);
    if (steps !== undefined) next.push({ field, taken: steps });
  }
  for (const field of begin) {
    const steps = field.arm ? stepsTaken(field, 0, key) : Number(leads(field, 0, key));
    if (steps !== undefined && (steps > 0 || field.arm)) next.push({ field, taken: steps });
  }
  return next;
}

export function isAtEnd(cursor: Cursor, end: Field["end"]): boolean {
  return cursor.field.end === end && cursor.taken === cursor.field.steps.length;
}

/** The fields whose say it is: where the schema of any says what the value is, nothing is guessed of it by its name. */
export function decisive(cursors: readonly Cursor[]): readonly Cursor[] {
  if (!cursors.some(({ field }) => field.guess)) return cursors;
  const isDecided = cursors.some(
    ({ field, taken }) => !field.guess && field.end !== "object" && taken === field.steps.length,
  );
  return cursors.filter(
    (cursor, index) => !cursor.field.guess || !(isDecided || isGuessed(cursor, cursors.slice(0, index))),
  );
}

/** Where it is said that no image stands, nothing that ends there is one; what leads on below it does. */
export function withoutImages(cursors: readonly Cursor[]): readonly Cursor[] {
  if (!cursors.some((cursor) => isAtEnd(cursor, "no image"))) return cursors;
  const ends = ["no image", "image", "part", "layer"] as const;
  return cursors.filter((cursor) => !ends.some((end) => isAtEnd(cursor, end)));
}

/** An object inside another is seen from both: one guess is enough. */
function isGuessed({ field: { part, steps }, taken }: Cursor, before: readonly Cursor[]): boolean {
  if (part === undefined || taken < steps.length) return false;
  return before.some((one) => one.field.guess && isAtEnd(one, "part") && isSame(one.field.part, part));
}

function isSame(one: Field["part"], other: GroupPart): boolean {
  return one?.name === other.name && one.group !== other.group && one.group.join === other.group.join;
}

/** What must stand at the cursor so that its field can go on; `undefined` where nothing is asked, or `shape` will do. */
export function expected(cursor: Cursor, shape: string): "list" | "object" | undefined {
  const { field, taken } = cursor;
  const step = field.steps[taken];
  if (!field.certain || isSilent(field) || step === undefined) return undefined;
  if (field.terraform && (shape === "list" || shape === "object")) return undefined;
  const wanted = step === "[]" ? "list" : "object";
  return wanted === shape ? undefined : wanted;
}

/** Whether an unknown value here may hide an image that is to be told. */
export function mayHide({ field, taken }: Cursor): boolean {
  return !isSilent(field) && !(field.rare && taken < field.steps.length);
}

function isSilent({ end }: Field): boolean {
  return end === "nothing" || end === "settled" || end === "no image";
}

/** How many steps lead to the value under `key`; undefined where the field does not go there. */
function stepsTaken(field: Field, taken: number, key: string | number): number | undefined {
  if (leads(field, taken, key)) return taken + 1;
  if (field.arm && taken < field.steps.length && isProperties(key)) return taken;
  if (!field.terraform || taken === field.steps.length) return undefined;
  if (typeof key === "number") return taken;
  return field.steps[taken] === "[]" && leads(field, taken + 1, key) ? taken + 2 : undefined;
}

function leads(field: Field, taken: number, key: string | number): boolean {
  const step = field.steps[taken];
  if (step === undefined) return false;
  if (typeof key === "number") return step === "[]";
  if (typeof step !== "string") return step.test(key);
  if (step === key || step === "{}") return true;
  if (field.arm && hasHole(key)) return mayBe(key, step);
  return (field.goJson || field.arm) && folded(step) === folded(key);
}

function isProperties(key: string | number): boolean {
  return typeof key === "string" && (key.toLowerCase() === "properties" || (hasHole(key) && mayBe(key, "properties")));
}

/** As `encoding/json` compares names: the long s is an s, and the Kelvin sign a k. */
function folded(name: string): string {
  return name.replaceAll("\u017f", "s").toLowerCase();
}
