import { shapeOf } from "../data.ts";
import { members } from "../cloudformation/source.ts";
import type { LocatedUse } from "../image-use.ts";
import { JsonObject } from "../json-text.ts";
import type { Around } from "./file-format.ts";
import { type SourceDocument, SourceFile } from "./source-file.ts";

/** More than values of charts have by far. */
const MOST_MERGED = 100_000;
const DEEPEST = 64;
const PARTS = new Set(["image", "repository", "registry", "tag", "digest", "sha"]);

/** The values of a file as the chart sees them. */
export interface OverriddenValues {
  readonly values: unknown;
  /** The uses in which the file has a say; those of the values below it are told where these stand. */
  readonly own: (located: readonly LocatedUse[]) => readonly LocatedUse[];
}

/** A file of values that lies beside the chart's own `values.yaml` changes them: a tag in it belongs to a repository in those. */
export function overridden(file: SourceFile, { value }: SourceDocument, around: Around): OverriddenValues {
  const base = /^values\.ya?ml$/.test(file.name) ? undefined : baseOf(around);
  if (base === undefined) return { values: value, own: (located) => located };
  const values = merge(value, base, { left: MOST_MERGED }, 0);
  return { values, own: (located) => located.flatMap((one) => saidIn(value, one)) };
}

function baseOf({ read }: Around): unknown {
  const text = read("values.yaml") ?? read("values.yml");
  const parsed = text === undefined ? undefined : new SourceFile("values.yaml", text).documents();
  return parsed === undefined || "why" in parsed ? undefined : parsed.documents[0]?.value;
}

/** @throws RangeError where there is more than is merged, or where it contains itself */
function merge(over: unknown, base: unknown, budget: { left: number }, depth: number): unknown {
  if (shapeOf(over) !== "object" || shapeOf(base) !== "object") return over;
  const [above, below] = [members(over), members(base)];
  budget.left -= above.length + below.length;
  if (budget.left < 0 || depth > DEEPEST) throw new RangeError("more values are merged than are read");
  const merged = new JsonObject();
  for (const { key, value } of above) {
    const under = below.findLast((other) => other.key === key)?.value;
    merged.members.push({ key: String(key), value: merge(value, under, budget, depth + 1), span: undefined });
  }
  const names = new Set(above.map(({ key }) => key));
  for (const { key, value } of below)
    if (!names.has(key)) merged.members.push({ key: String(key), value, span: undefined });
  return merged;
}

/** The use at the part of it that stands in the file, if any does. */
function saidIn(value: unknown, { use, spot }: LocatedUse): readonly LocatedUse[] {
  if (at(value, spot.steps) !== undefined) return [{ use, spot }];
  const object = spot.steps.slice(0, -1);
  const part = members(at(value, object)).find(({ key }) => PARTS.has(String(key)));
  return part === undefined ? [] : [{ use, spot: { ...spot, steps: [...object, part.key] } }];
}

function at(value: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((inner, step) => members(inner).findLast(({ key }) => key === step)?.value, value);
}
