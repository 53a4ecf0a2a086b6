import type { CorrectedFormat, PartGroups } from "./corrected-format.ts";
import type { CorrectedPath } from "./corrected-path.ts";
import type { CorrectedType } from "./corrected-type.ts";
import { field, type Field, type Step } from "./field.ts";
import type { Role } from "./image-use.ts";

/** A place of a type's inputs. */
export interface CorrectedPlace {
  readonly type: CorrectedType;
  /** Exactly this place, and none below it. */
  readonly path: CorrectedPath;
}

/** An image stands here, in this format and for this purpose, whatever the catalog says. */
export interface AddedField extends CorrectedPlace {
  readonly format: CorrectedFormat;
  readonly role: Role;
}

interface OfType {
  readonly added: readonly AddedField[];
  readonly notImages: readonly CorrectedPath[];
}

/** What somebody whom the judged cannot be knows better than the catalog and the structure (law 8). */
export interface Corrections {
  readonly types: ReadonlyMap<string, OfType>;
}

export const NO_CORRECTIONS: Corrections = { types: new Map() };

export function correctionsOf(added: readonly AddedField[], notImages: readonly CorrectedPlace[]): Corrections {
  const keys = new Set([...added, ...notImages].flatMap(({ type }) => type.keys));
  const ofKey = (key: string): OfType => ({
    added: added.filter(({ type }) => type.keys.includes(key)),
    notImages: notImages.filter(({ type }) => type.keys.includes(key)).map(({ path }) => path),
  });
  return { types: new Map([...keys].map((key) => [key, ofKey(key)])) };
}

/** Whether somebody says that one of these types names images. */
export function addsTo(corrections: Corrections, keys: readonly string[]): boolean {
  return keys.some((key) => (corrections.types.get(key)?.added.length ?? 0) > 0);
}

/**
 * The fields of a type with what was corrected in them. Those that were added come first, because of several that end at one
 * place the first says how it is read; of a place that was listed they keep how it is led to and pinned.
 * @param prefix steps that lead to what the paths are seen from: `items[]` in a list of objects
 */
export function corrected(
  fields: readonly Field[],
  corrections: Corrections,
  keys: readonly string[],
  { prefix = [], terraform = false }: { readonly prefix?: readonly string[]; readonly terraform?: boolean } = {},
): readonly Field[] {
  const own = keys.flatMap((key) => corrections.types.get(key) ?? []);
  if (own.length === 0) return fields;
  const groups: PartGroups = new Map();
  const added = own.flatMap((one) => one.added).map((one) => ({ ...one, path: [...prefix, ...one.path] }));
  const listed = new Map(fields.filter(isImage).map((one) => [keyOf(one.steps), one]));
  const settled = own.flatMap((one) => one.notImages).map((path) => keyOf([...prefix, ...path]));
  const gone = new Set([...settled, ...added.map(({ path }) => keyOf(path))]);
  return [
    ...added.flatMap(({ path, format, role }) => {
      const { pinForm, goJson } = listed.get(keyOf(path)) ?? { pinForm: "name:tag@digest", goJson: false };
      return format(path, { role, pinForm, goJson, certain: true, optional: true, terraform }, groups);
    }),
    ...fields.filter((one) => !isImage(one) || !gone.has(keyOf(one.steps))),
  ];
}

/** Fields that say of places that no image stands there, against whatever else leads to them. */
export function notImageFields(corrections: Corrections, keys: readonly string[], terraform = false): readonly Field[] {
  return keys
    .flatMap((key) => corrections.types.get(key)?.notImages ?? [])
    .map((path) => field(path, { role: "run", pinForm: "name:tag@digest", end: "no image", terraform }));
}

function isImage({ end }: Field): boolean {
  return end === "image" || end === "part";
}

function keyOf(steps: readonly Step[]): string {
  return JSON.stringify(steps.map((step) => (typeof step === "string" ? step : { pattern: step.source })));
}
