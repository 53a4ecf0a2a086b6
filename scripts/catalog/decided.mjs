// Which fields somebody has decided about: the rows of the catalog, read or not, and the lists of those without images.
import { noImagesFile, readJson } from "./files.mjs";

/** `{_CUSTOM_IMAGE}` is a key of the map `{}`; whether a map is told as one or by its name makes no difference. */
export const plainPath = (path) => path.replace(/\{[^}]*\}/g, "{}").replace(/(?:\{\})+$/, "");

/**
 * @param {import("./rows.mjs").Catalogs} catalogs
 * @returns {Map<string, Set<string>>} the paths of every type
 */
export function listedFields(catalogs) {
  const fields = new Map();
  for (const sources of Object.values(catalogs))
    for (const types of Object.values(sources))
      for (const [type, paths] of Object.entries(types)) {
        const known = fields.get(type) ?? new Set();
        for (const path of Object.keys(paths)) known.add(plainPath(path));
        fields.set(type, known);
      }
  return fields;
}

/** Whether a field is listed, or stands in an object that is listed as a whole. */
export function isListed(fields, { type, path }) {
  const known = fields.get(type);
  if (known === undefined) return false;
  const plain = plainPath(path);
  if (known.has(plain)) return true;
  return [...plain.matchAll(/[.[{]/g)].some(({ index }) => known.has(plain.slice(0, index)));
}

/** @returns {{ version?: string, date?: string, fields: Map<string, Set<string>> }} fields that name no container images */
export function noImagesOf(root, name) {
  const { version, date, fields } = readJson(noImagesFile(root, name), { fields: {} });
  return {
    version,
    date,
    fields: new Map(Object.entries(fields).map(([type, paths]) => [type, new Set(paths.split(" "))])),
  };
}

/** One line a type. */
export function noImagesText({ name, version, date, fields }) {
  const told = [...Map.groupBy(fields, ({ type }) => type)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, of]) => [
      type,
      of
        .map(({ path }) => path)
        .sort()
        .join(" "),
    ]);
  return `${JSON.stringify({ package: name, version, date, fields: Object.fromEntries(told) }, null, 1)}\n`;
}
