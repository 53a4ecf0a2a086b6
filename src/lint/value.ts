import { UNKNOWN } from "../discover/index.ts";

/** A value of a resource and where it stands; `undefined` where nothing stands there, `UNKNOWN` where nobody can know it yet. */
export interface Value {
  /** Safe to print: made of names that the reader asked for and of numbers. */
  readonly path: string;
  readonly value: unknown;
}

/** Far more rules, filters and policies than any registry takes. */
const MOST_ELEMENTS = 1000;

/**
 * The property of the first of these names that is there. Names are compared without case and underscores, so that one reader
 * serves `imageTagMutability`, `image_tag_mutability` and `ImageTagMutability`; a list of one, as Terraform writes a block, is
 * looked into. What cannot be read is unknown.
 */
export function property(at: Value, ...names: readonly [string, ...string[]]): Value {
  if (Array.isArray(at.value)) return property(blockOf(at), ...names);
  if (at.value === UNKNOWN) return { path: join(at.path, names[0]), value: UNKNOWN };
  const keys = keysOf(at.value);
  if (keys === undefined) return { path: join(at.path, names[0]), value: UNKNOWN };
  for (const name of names) {
    const key = keys.find((one) => bare(one) === bare(name));
    const value = key === undefined ? undefined : reading(at.value as object, key);
    if (key !== undefined && value !== undefined) return { path: join(at.path, key), value };
  }
  return { path: join(at.path, names[0]), value: undefined };
}

/** The elements of a list, or the values of a map, whose keys are somebody's and not shown. */
export function elements({ path, value }: Value): readonly Value[] {
  if (Array.isArray(value)) {
    const { length } = value as readonly unknown[];
    return Array.from({ length: Math.min(length, MOST_ELEMENTS) }, (_, index) => ({
      path: `${path}[${index}]`,
      value: reading(value, index),
    }));
  }
  if (typeof value !== "object" || value === null) return [];
  const keys = keysOf(value)?.slice(0, MOST_ELEMENTS) ?? [];
  return keys.map((key) => ({ path: `${path}{}`, value: reading(value, key) }));
}

/** The text in upper case, as the registries' own names for their settings are written; undefined where it is none. */
export function word({ value }: Value): string | undefined {
  return typeof value === "string" ? value.toUpperCase() : undefined;
}

/** The text; undefined where it is none, or empty. */
export function text({ value }: Value): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a switch is on; as a text, too, which Pulumi and Terraform take for one. */
export function isOn({ value }: Value): boolean {
  return value === true || value === "true";
}

function blockOf({ path, value }: Value): Value {
  return { path: `${path}[0]`, value: reading(value as object, 0) };
}

function keysOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== "object" || value === null) return [];
  try {
    return Object.keys(value);
  } catch {
    return undefined;
  }
}

/** Null is what Terraform writes for what is not set. */
function reading(parent: object, key: string | number): unknown {
  try {
    return (Reflect.get(parent, key) as unknown) ?? undefined;
  } catch {
    return UNKNOWN;
  }
}

function bare(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
