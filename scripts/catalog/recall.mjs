// node scripts/catalog/recall.mjs PLATFORM READER TARBALL…
//
// Whether a reader finds what the catalog lists: every row of a type that a package has must be among the package's leaves.
// A row that is missing is a reader that overlooks something, or a field that a newer version renamed: somebody has to look.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const WEB_APPS = /^azurerm_(?:linux|windows)_(?:web|function)_app(?:_slot)?$/;
/** Rows that no leaf stands for, and why they stay: [types, paths, why]. */
export const EXPECTED = [
  [WEB_APPS, /application_stack\.docker_(?:image|image_tag|container_\w+)$/, "version 3 of the provider has it"],
  [WEB_APPS, /\.(?:linux|windows)_fx_version$/, "computed, and no input; only Pulumi's types take it for one"],
  [/^docker_registry_image$/, /^build\./, "version 2 of the provider has it"],
  [/^aws_sagemaker_monitoring_schedule$/, /image_uri$/, "newer than the last bindings that CDKTF published"],
  [/^google_(?:clouddeploy|cloud_run_v2_service|colab)/, /./, "newer than the last bindings that CDKTF published"],
];

/** `{key}` is a value of the map `{}`, and a map that is listed as a whole is listed without it. */
const plain = (path) => path.replace(/\{[^}]*\}/g, "{}").replace(/(?:\{\})+$/, "");
const within = (leaf, path) => leaf === path || (leaf.startsWith(path) && /^[.[{]/.test(leaf.slice(path.length)));

/**
 * @param {Record<string, Record<string, Record<string, string>>>} sources of a catalog
 * @param {Map<string, Set<string>>} leaves of a package
 * @returns {{ found: number, expected: number, missing: string[] }}
 */
export function compare(sources, leaves) {
  const result = { found: 0, expected: 0, missing: [] };
  for (const types of Object.values(sources))
    for (const [type, paths] of Object.entries(types)) {
      if (!leaves.has(type)) continue;
      const known = [...leaves.get(type)].map(plain);
      for (const path of Object.keys(paths)) {
        if (known.some((leaf) => within(leaf, plain(path)))) result.found += 1;
        else if (EXPECTED.some(([types, gone]) => types.test(type) && gone.test(path))) result.expected += 1;
        else result.missing.push(`${type} ${path}`);
      }
    }
  return result;
}

async function main([platform, reader, ...tarballs]) {
  if (tarballs.length === 0) throw new Error("usage: node scripts/catalog/recall.mjs PLATFORM READER TARBALL…");
  const catalog = new URL(`../../src/discover/catalog/${platform}.json`, import.meta.url);
  const { sources } = JSON.parse(readFileSync(catalog, "utf8"));
  const { read } = await import(`./read/${reader}.mjs`);
  for (const tarball of tarballs) {
    const { types, candidates, leaves, cut } = await read(tarball);
    const { found, expected, missing } = compare(sources, leaves);
    console.log(
      `${tarball}: ${types.length} types, ${candidates.length} candidates, ${cut.length} types too large; ` +
        `${found} listed fields found, ${expected} known to be gone, ${missing.length} missing`,
    );
    for (const field of missing) console.log(`- ${field}`);
    if (missing.length + cut.length > 0) process.exitCode = 1;
  }
}

if (import.meta.main) await main(parseArgs({ allowPositionals: true }).positionals);
