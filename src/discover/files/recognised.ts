import { printable } from "../../reference/index.ts";
import { under } from "../cloudformation/source.ts";
import { JsonObject } from "../json-text.ts";
import type { LongForm } from "../yaml-text.ts";
import { cloudFormationFile } from "./cloudformation.ts";
import type { Around, FileFormat, FileReading } from "./file-format.ts";
import { objectUses, resourceOf } from "./kubernetes.ts";
import type { FileUse } from "./place-in-file.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

/** A format of YAML or JSON files that is known by a file's name, or else by what stands in it. */
export interface Kind {
  readonly name: string;
  readonly names: RegExp;
  /** Whether a file of this path is one, whatever stands in it: where it cannot be read, that is told. */
  readonly isNamed: (path: string) => boolean;
  /** Whether a text may be one, a cheap look before it is parsed; absent where only the name says so. */
  readonly mayBe?: (text: string) => boolean;
  /** Whether a document looks like one. */
  readonly isOne: (document: unknown) => boolean;
  readonly longForm?: LongForm;
  readonly read: (file: SourceFile, document: SourceDocument, around: Around) => readonly FileUse[];
  /** Parts that are not read, and why. */
  readonly notes?: (document: unknown) => readonly string[];
}

/**
 * Looks at the name alone.
 * @param all of the formats: what a file that is called otherwise looks like is read, too
 */
export function byName(kind: Kind, all: readonly Kind[]): FileFormat {
  const { name, names, isNamed, longForm } = kind;
  return {
    name,
    names,
    read: (file, around) => {
      if (!isNamed(file.location.toLowerCase())) return undefined;
      const parsed = file.documents(longForm);
      if ("why" in parsed) return parsed;
      // What deploys an object does not mind how its file is called, and its members may make it one of these, too.
      const objects = parsed.documents.filter(({ value }) => resourceOf(value) !== undefined);
      const own = parsed.documents.filter((one) => !objects.includes(one) || kind.isOne(one.value));
      if (own.every(({ value }) => value === null) && objects.length > 0) return undefined;
      const reading = together([kind, ...looksLike(own, kind, all)], file, own, around);
      const template = own.every(({ value }) => kind.isOne(value)) ? undefined : cloudFormationFile.read(file, around);
      const others = template !== undefined && "uses" in template ? template.uses : [];
      return { ...reading, uses: [...reading.uses, ...objectUses(file, objects, around), ...others] };
    },
  };
}

/** A workflow may be called `docker-compose.yml`. A name that has no shape is certain. */
function looksLike(documents: readonly SourceDocument[], kind: Kind, all: readonly Kind[]): readonly Kind[] {
  const others = documents.filter(({ value }) => kind.mayBe !== undefined && !kind.isOne(value));
  return all.filter((one) => one !== kind && one.mayBe !== undefined && others.some(({ value }) => one.isOne(value)));
}

function together(kinds: readonly Kind[], file: SourceFile, documents: readonly SourceDocument[], around: Around) {
  const readings = kinds.map((kind) => readingOf(kind, file, documents, around));
  return { uses: readings.flatMap(({ uses }) => uses), notes: readings.flatMap(({ notes }) => notes) };
}

/** Looks into files whose names say nothing. */
export function byShape(kind: Kind): readonly FileFormat[] {
  const { name, names, mayBe, isOne, longForm } = kind;
  if (mayBe === undefined) return [];
  const format: FileFormat = {
    name,
    names,
    read: (file, around) => {
      if (!mayBe(file.text)) return undefined;
      const parsed = file.documents(longForm);
      if ("why" in parsed) return undefined;
      const ones = parsed.documents.filter(({ value }) => isOne(value));
      if (ones.length === 0) return undefined;
      const others = parsed.documents.filter((one) => one.value !== null && !ones.includes(one)).length;
      const reading = readingOf(kind, file, ones, around);
      return others === 0 ? reading : { ...reading, notes: [...reading.notes, `${others} other documents`] };
    },
  };
  return [format];
}

function readingOf(kind: Kind, file: SourceFile, documents: readonly SourceDocument[], around: Around) {
  return {
    uses: documents.flatMap((document) => kind.read(file, document, around)),
    notes: documents.flatMap(({ value }) => kind.notes?.(value) ?? []),
  } satisfies FileReading;
}

export function isObject(value: unknown): value is JsonObject {
  return value instanceof JsonObject;
}

/** Whether an object has a member of one of these names. */
export function has(value: unknown, ...names: readonly string[]): boolean {
  return isObject(value) && value.members.some(({ key }) => names.includes(key));
}

/** The elements of a list, or the values of an object. */
export function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  return isObject(value) ? value.members.map((member) => member.value) : [];
}

/** The last member of a name, which is the one that counts, where it is a text. */
export function textUnder(value: unknown, name: string): string | undefined {
  const last = under(value, name).at(-1);
  return typeof last === "string" ? last : undefined;
}

/** Whether any object inside has a text of a name that a test lets through. What an alias repeats is looked at once. */
export function hasAnywhere(document: unknown, name: string, test: RegExp): boolean {
  const met = new Set<unknown>();
  const open = [document];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const text = textUnder(value, name);
    if (text !== undefined && test.test(text)) return true;
    for (const inner of valuesOf(value)) {
      if (typeof inner !== "object" || inner === null || met.has(inner)) continue;
      met.add(inner);
      open.push(inner);
    }
  }
  return false;
}

const LONGEST = 200;

/** A name out of a file, as a note shows it. */
export function shown(text: string): string {
  return printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}
