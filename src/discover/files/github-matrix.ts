import { members, under } from "../cloudformation/source.ts";
import { JsonObject } from "../json-text.ts";
import { isObject, valuesOf } from "./recognised.ts";

const MATRIX = /^\s*\$\{\{\s*matrix\.([\w-]+)\s*\}\}\s*$/;

/** A workflow in two, in which everything stands where it did: its jobs without images that a matrix lists, and those lists. */
export interface ByMatrix {
  readonly jobs: unknown;
  readonly lists: unknown;
}

/** Takes the images that jobs choose by `${{ matrix.name }}` to where the matrix of the job lists them. */
export function imagesByMatrix(document: unknown): ByMatrix {
  const lists = new JsonObject();
  const jobs = changed(document, (key, value) => {
    if (key !== "jobs") return value;
    const listed = new JsonObject();
    const left = changed(value, (name, job) => {
      const names = namesListed(job);
      if (names.size > 0) add(listed, name, nested(["strategy", "matrix"], onlyListed(matrixOf(job), names)));
      return names.size === 0 ? job : withoutImages(job, names);
    });
    add(lists, "jobs", listed);
    return left;
  });
  return { jobs, lists };
}

function matrixOf(job: unknown): unknown {
  return under(job, "strategy")
    .flatMap((strategy) => under(strategy, "matrix"))
    .at(-1);
}

/** Names of the matrix that an image is chosen by, and of which every value stands in the file. */
function namesListed(job: unknown): ReadonlySet<string> {
  const matrix = matrixOf(job);
  const includes = under(matrix, "include");
  if (!isObject(matrix) || includes.some((include) => !Array.isArray(include))) return new Set();
  const added = new Set(
    includes
      .flatMap(valuesOf)
      .flatMap(members)
      .map(({ key }) => String(key)),
  );
  const isListed = (name: string) => {
    const lists = under(matrix, name);
    return lists.every((list) => Array.isArray(list)) && (lists.length > 0 || added.has(name));
  };
  return new Set(namesUsed(job).filter((name) => name !== "include" && isListed(name)));
}

/** More names than a job has containers. */
const MOST_NAMES = 100;

function namesUsed(job: unknown): readonly string[] {
  const containers = [...under(job, "container"), ...under(job, "services").flatMap(valuesOf)];
  const images = containers.flatMap((one) => [one, ...under(one, "image")]);
  return [...new Set(images.flatMap((one) => nameIn(one) ?? []))].slice(0, MOST_NAMES);
}

function nameIn(value: unknown): string | undefined {
  return typeof value === "string" && value.length < LONGEST ? MATRIX.exec(value)?.[1] : undefined;
}

const LONGEST = 500;

function onlyListed(matrix: unknown, names: ReadonlySet<string>): unknown {
  const only = (value: unknown) => {
    const object = new JsonObject();
    for (const { key, value: one } of members(value)) if (names.has(String(key))) add(object, String(key), one);
    return object;
  };
  const listed = only(matrix);
  for (const include of under(matrix, "include")) add(listed, "include", valuesOf(include).map(only));
  return listed;
}

function withoutImages(job: unknown, names: ReadonlySet<string>): unknown {
  const isListed = (value: unknown) => names.has(nameIn(value) ?? "");
  const without = (value: unknown) => (isListed(value) ? "" : changed(value, (_, one) => (isListed(one) ? "" : one)));
  return changed(job, (key, value) => {
    if (key === "container") return without(value);
    return key === "services" ? changed(value, (_, service) => without(service)) : value;
  });
}

function nested(names: readonly string[], value: unknown): unknown {
  return names.reduceRight((inner, name) => add(new JsonObject(), name, inner), value);
}

function add(object: JsonObject, key: string, value: unknown): JsonObject {
  object.members.push({ key, value, span: undefined });
  return object;
}

function changed(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (!isObject(value)) return value;
  const copy = new JsonObject();
  for (const member of value.members) add(copy, member.key, change(member.key, member.value));
  return copy;
}
