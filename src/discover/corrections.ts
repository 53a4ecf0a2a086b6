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

/** What somebody whom the judged cannot be knows better than the catalog and the structure (law 8). */
export interface Corrections {
  /** By the keys of types. Made once: an input may hold a hundred thousand objects that claim one type. */
  readonly types: ReadonlyMap<string, OfType>;
}

interface OfType {
  readonly here: Ready;
  /** The same for the objects of a list. */
  readonly items: Ready;
  readonly notImages: readonly Field[];
}

interface Ready {
  /** By their place. */
  readonly added: ReadonlyMap<string, readonly Field[]>;
  /** The places of which the catalog's word no longer counts. */
  readonly settled: ReadonlySet<string>;
  /** Where nothing of the catalog's is settled. */
  readonly fields: readonly Field[];
}

export const NO_CORRECTIONS: Corrections = { types: new Map() };

export function correctionsOf(added: readonly AddedField[], notImages: readonly CorrectedPlace[]): Corrections {
  const addedTo = byKey(added);
  const noneIn = byKey(notImages);
  const ofKey = (key: string): OfType => {
    const fields = addedTo.get(key) ?? [];
    const paths = (noneIn.get(key) ?? []).map(({ path }) => path);
    const terraform = key.startsWith("terraform ");
    return {
      here: readyAt([], fields, paths, terraform),
      items: readyAt(["items", "[]"], fields, paths, terraform),
      notImages: paths.map((path) => field(path, { ...DEFAULTS, terraform, end: "no image" })),
    };
  };
  return { types: new Map([...addedTo.keys(), ...noneIn.keys()].map((key) => [key, ofKey(key)])) };
}

function byKey<P extends CorrectedPlace>(places: readonly P[]): ReadonlyMap<string, readonly P[]> {
  const named = places.flatMap((place) => place.type.keys.map((key) => ({ key, place })));
  return new Map([...Map.groupBy(named, ({ key }) => key)].map(([key, own]) => [key, own.map(({ place }) => place)]));
}

const DEFAULTS = { role: "run", pinForm: "name:tag@digest" } as const;

function readyAt(
  prefix: readonly string[],
  fields: readonly AddedField[],
  notImages: readonly CorrectedPath[],
  terraform: boolean,
): Ready {
  const groups: PartGroups = new Map();
  const row = { ...DEFAULTS, certain: true, optional: true, terraform };
  const added = fields.map(({ path, format, role }) => {
    const steps = [...prefix, ...path];
    return [keyOf(steps), format(steps, { ...row, role }, groups)] as const;
  });
  const settled = [...added.map(([key]) => key), ...notImages.map((path) => keyOf([...prefix, ...path]))];
  return { added: new Map(added), settled: new Set(settled), fields: added.flatMap(([, own]) => own) };
}

/** Whether somebody says that one of these types names images. */
export function addsTo(corrections: Corrections, keys: readonly string[]): boolean {
  return (ofType(corrections, keys)?.here.fields.length ?? 0) > 0;
}

/**
 * The fields of a type with what was corrected in them. Those that were added come first, because of several that end at one
 * place the first says how it is read; of a place that was listed they keep how it is led to and pinned.
 * @param at where the type's paths begin: at the object, or at each object of a list
 */
export function corrected(
  fields: readonly Field[],
  corrections: Corrections,
  keys: readonly string[],
  at: "here" | "items" = "here",
): readonly Field[] {
  const own = ofType(corrections, keys)?.[at];
  if (own === undefined) return fields;
  const isSettled = (listed: Field) => isImage(listed) && own.settled.has(keyOf(listed.steps));
  return fields.some(isSettled) ? replaced(fields, own) : [...own.fields, ...fields];
}

/** All names of one type have the same entries. */
function ofType({ types }: Corrections, keys: readonly string[]): OfType | undefined {
  return keys.map((key) => types.get(key)).find((one) => one !== undefined);
}

function replaced(fields: readonly Field[], own: Ready): readonly Field[] {
  const added = new Map(own.added);
  const kept = fields.filter((listed) => {
    const key = isImage(listed) ? keyOf(listed.steps) : "";
    const mine = added.get(key);
    if (mine !== undefined) added.set(key, mine.map(asListed(listed)));
    return !own.settled.has(key);
  });
  return [...[...added.values()].flat(), ...kept];
}

function asListed({ pinForm, goJson }: Field): (added: Field) => Field {
  return (added) => ({ ...added, pinForm, goJson: goJson || added.goJson });
}

/** Fields that say of places that no image stands there, against whatever else leads to them. */
export function notImageFields(corrections: Corrections, keys: readonly string[]): readonly Field[] {
  return ofType(corrections, keys)?.notImages ?? [];
}

function isImage({ end }: Field): boolean {
  return end === "image" || end === "part";
}

function keyOf(steps: readonly Step[]): string {
  return JSON.stringify(steps.map((step) => (typeof step === "string" ? step : { pattern: step.source })));
}
