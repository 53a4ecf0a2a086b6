// npm run catalog -- FACTS.json [--date YYYY-MM-DD] [--check]
//
// Writes src/discover/catalog/ from a list of facts, each with platform, type, path, format, role, confidence and source, and
// prints what that changes. --check writes nothing and fails where it would. To take the facts anew from the providers'
// published packages is not built yet: the facts are an argument, and the catalog names the package versions they came from.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ADDITIONS, DECISIONS, REASONS } from "./catalog/decisions.mjs";
import { rowOf } from "./catalog/row.mjs";

const PLATFORMS = ["pulumi", "kubernetes", "kubernetes-crd", "terraform", "cloudformation"];
const folder = new URL("../src/discover/catalog/", import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { date: { type: "string" }, check: { type: "boolean", default: false } },
});
if (positionals.length !== 1) throw new Error("usage: npm run catalog -- FACTS.json [--date YYYY-MM-DD] [--check]");

const facts = JSON.parse(readFileSync(positionals[0], "utf8"));
const used = new Set();
/** platform -> source -> type -> path -> row */
const catalogs = Object.fromEntries(PLATFORMS.map((platform) => [platform, {}]));
for (const fact of facts) {
  const { path, row } = rowOf(fact, used);
  const source = fact.source.replace(/ via .*$/, "");
  add(fact.platform, source, fact.type, path, row);
  // One fact of the data tells three keys of a map, of which two hold scripts.
  if (/ user-data, startup-script$/.test(fact.format))
    for (const key of ["user-data", "startup-script"])
      add(fact.platform, source, fact.type, path.replace("{}", `{${key}}`), "blob? script !scanned");
}
for (const [platform, type, path, role, format] of ADDITIONS)
  add(platform, "added by hand", type, path, `${role} ${format}`);
const stale = DECISIONS.filter((decision) => !used.has(decision));
if (stale.length > 0) throw new Error(`decisions about nothing: ${stale.map(([t, p]) => `${t} ${p}`).join("; ")}`);

function add(platform, source, type, path, row) {
  const types = (catalogs[platform][source] ??= {});
  (types[type] ??= {})[path] = row;
}

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
const today = new Date().toISOString().slice(0, 10);

let changes = 0;
for (const platform of PLATFORMS) {
  const file = new URL(`${platform}.json`, folder);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { sources: {} };
  const sources = sorted(catalogs[platform]);
  for (const source of Object.keys(sources)) {
    for (const type of Object.keys(sources[source])) sources[source][type] = sorted(sources[source][type]);
    sources[source] = sorted(sources[source]);
  }
  changes += printDiff(platform, flat(before.sources), flat(sources));
  const same = JSON.stringify(before.sources) === JSON.stringify(sources);
  const date = values.date ?? (same && before.date !== undefined ? before.date : today);
  const text = `${JSON.stringify({ version: 1, date, notRead: REASONS, sources }, null, 1)}\n`;
  if (!values.check) writeFileSync(file, text);
}
console.log(`${facts.length} facts, ${changes} changed rows`);
if (values.check && changes > 0) process.exitCode = 1;

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
