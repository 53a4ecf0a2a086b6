import type { PinForm, Role, Usage } from "./image-use.ts";

/** `"[]"` is each element of a list, `"{}"` each value of a map, a text one property, an expression each property it matches. */
export type Step = string | RegExp;

/** A place of a platform's schema that matters: one row of a platform's table. */
export interface Field extends Usage {
  readonly steps: readonly Step[];
  /** What stands at the end: an image reference; an object that may hold some; or data that deploys nothing. */
  readonly end: "image" | "object" | "nothing";
  /** The schema is certain here: a value of another shape is unreadable. Elsewhere the same name may mean something else. */
  readonly certain: boolean;
  /**
   * A text on the way is JSON, read by a provider written in Go: `encoding/json` matches names in any case and lets the
   * last of two equal names win, so every spelling and every duplicate is found.
   */
  readonly goJson: boolean;
}

const DEFAULTS = { end: "image", certain: true, goJson: false, role: "run" } as const;

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
  for (const { field, taken } of cursors) if (leads(field, taken, key)) next.push({ field, taken: taken + 1 });
  for (const field of begin) if (leads(field, 0, key)) next.push({ field, taken: 1 });
  return next;
}

export function isAtEnd(cursor: Cursor, end: Field["end"]): boolean {
  return cursor.field.end === end && cursor.taken === cursor.field.steps.length;
}

/** What must stand at the cursor so that its field can go on; `undefined` where nothing is asked. */
export function expected(cursor: Cursor): "list" | "object" | undefined {
  if (!cursor.field.certain || cursor.field.end === "nothing") return undefined;
  const step = cursor.field.steps[cursor.taken];
  if (step === undefined) return undefined;
  return step === "[]" ? "list" : "object";
}

function leads(field: Field, taken: number, key: string | number): boolean {
  const step = field.steps[taken];
  if (step === undefined) return false;
  if (typeof key === "number") return step === "[]";
  if (typeof step !== "string") return step.test(key);
  return step === key || step === "{}" || (field.goJson && step.toLowerCase() === key.toLowerCase());
}
