// The rows of the catalog: from facts, or from the committed catalog where nobody brings any; and what writing them changes.
import { byName, catalogFile, PLATFORMS, readJson, sorted, today, writeWhole } from "./files.mjs";

const BY_HAND = "added by hand";

/** @typedef {Record<string, Record<string, Record<string, Record<string, Record<string, string>>>>>} Catalogs
 * platform -> source -> type -> path -> row */

/** @returns {Catalogs} */
export async function catalogsOf(facts, additions) {
  const { DECISIONS } = await import("./decisions.mjs");
  const { rowOf } = await import("./row.mjs");
  const catalogs = Object.fromEntries(PLATFORMS.map((platform) => [platform, {}]));
  const used = new Set();
  for (const fact of facts) {
    const { path, row } = rowOf(fact, used);
    const source = fact.source.replace(/ via .*$/, "");
    add(catalogs, fact.platform, source, fact.type, path, row);
    // One fact of the data tells three keys of a map, of which two hold scripts.
    if (/ user-data, startup-script$/.test(fact.format))
      for (const key of ["user-data", "startup-script"])
        add(catalogs, fact.platform, source, fact.type, path.replace("{}", `{${key}}`), "blob? script !scanned");
  }
  const stale = DECISIONS.filter((decision) => !used.has(decision));
  if (stale.length > 0) throw new Error(`decisions about nothing: ${stale.map(([t, p]) => `${t} ${p}`).join("; ")}`);
  return withAdditions(catalogs, additions);
}

/** The committed rows, with what is added by hand now. @returns {Catalogs} */
export function committedCatalogs(root, additions) {
  const catalogs = Object.fromEntries(
    PLATFORMS.map((platform) => [platform, { ...readJson(catalogFile(root, platform)).sources }]),
  );
  for (const platform of PLATFORMS) delete catalogs[platform][BY_HAND];
  return withAdditions(catalogs, additions);
}

function withAdditions(catalogs, additions) {
  for (const [platform, type, path, role, format] of additions)
    add(catalogs, platform, BY_HAND, type, path, `${role} ${format}`);
  return catalogs;
}

function add(catalogs, platform, source, type, path, row) {
  const types = (catalogs[platform][source] ??= {});
  (types[type] ??= {})[path] = row;
}

/** Prints what changes, and writes it unless only that is asked for. @returns {number} how many rows change */
export function writeCatalogs(root, catalogs, { reasons, date, check }) {
  let changes = 0;
  for (const platform of PLATFORMS) {
    const before = readJson(catalogFile(root, platform), { sources: {} });
    const sources = inOrder(catalogs[platform]);
    changes += printDiff(platform, flat(before.sources), flat(sources));
    const same = JSON.stringify(before.sources) === JSON.stringify(sources);
    const told = date ?? (same && before.date !== undefined ? before.date : today());
    const text = `${JSON.stringify({ version: 1, date: told, notRead: reasons, sources }, null, 1)}\n`;
    if (!check && text !== `${JSON.stringify(before, null, 1)}\n`) writeWhole(catalogFile(root, platform), text);
  }
  return changes;
}

function inOrder(sources) {
  const types = Object.entries(sources).map(([source, listed]) => [
    source,
    sorted(Object.fromEntries(Object.entries(listed).map(([type, paths]) => [type, sorted(paths)]))),
  ]);
  return Object.fromEntries(types.sort(byName));
}

function flat(sources) {
  const rows = new Map();
  for (const [source, types] of Object.entries(sources))
    for (const [type, paths] of Object.entries(types))
      for (const [path, row] of Object.entries(paths)) rows.set(`${type} ${path}`, `${row}  (${source})`);
  return rows;
}

function printDiff(platform, before, after) {
  const gone = [...before].filter(([key, row]) => after.get(key) !== row);
  const come = [...after].filter(([key, row]) => before.get(key) !== row);
  for (const [key, row] of gone) console.log(`- ${platform} ${key}: ${row}`);
  for (const [key, row] of come) console.log(`+ ${platform} ${key}: ${row}`);
  return new Set([...gone, ...come].map(([key]) => key)).size;
}
