// Whether a package still has the fields that the catalog lists of it. A reader that finds them all reads what the facts were
// read from; a field that a newer version lacks has been renamed or removed, and somebody has to look where it went.
import { plainPath } from "./decided.mjs";

/** Fields of the catalog that the listed versions lack, and why they stay: [type, path, why]. */
export const EXPECTED_GONE = [
  [
    /^azure:appservice\/(?:linux|windows)WebApp(?:Slot)?:/,
    /^siteConfig\.applicationStack\.docker/,
    "version 5 of the provider has it, and is still in use",
  ],
];

/**
 * @param {string} name of the package
 * @param {Map<string, Set<string>>} leaves
 * @param {import("./rows.mjs").Catalogs} catalogs
 */
export function compareListed(name, leaves, catalogs) {
  const result = { found: 0, expected: 0, gone: [] };
  for (const [source, types] of Object.entries(catalogs.pulumi))
    for (const [type, paths] of Object.entries(types)) {
      if (!leaves.has(type) && !source.startsWith(`${name}@`)) continue;
      for (const path of Object.keys(paths)) count(result, type, path, leaves.get(type));
    }
  return result;
}

function count(result, type, path, leaves) {
  const plain = plainPath(path);
  const within = (leaf) => leaf === plain || (leaf.startsWith(plain) && /^[.[{]/.test(leaf.slice(plain.length)));
  if (leaves !== undefined && [...leaves].some(within)) result.found += 1;
  else if (EXPECTED_GONE.some(([types, gone]) => types.test(type) && gone.test(path))) result.expected += 1;
  else result.gone.push({ type, path });
}
