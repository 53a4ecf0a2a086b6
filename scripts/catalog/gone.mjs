// Whether a package still has the fields that the catalog lists of it. A reader that finds them all reads what the facts were
// read from; a field that a newer version lacks has been renamed or removed, and somebody has to look where it went.
import { plainPath } from "./decided.mjs";

const WEB_APPS = /^azurerm_(?:linux|windows)_(?:web|function)_app(?:_slot)?$/;
const LAST_OF_CDKTF = "newer than the last bindings that CDKTF published";

/** Fields of the catalog that the listed versions lack, and why they stay: [types, paths, why]. */
export const EXPECTED_GONE = [
  [
    /^azure:appservice\/(?:linux|windows)WebApp(?:Slot)?:/,
    /^siteConfig\.applicationStack\.docker/,
    "version 5 of the provider has it, and is still in use",
  ],
  [WEB_APPS, /application_stack\.docker_(?:image|image_tag|container_\w+)$/, "version 3 of the provider has it"],
  [WEB_APPS, /\.(?:linux|windows)_fx_version$/, "computed, and no input; only Pulumi's types take it for one"],
  [/^docker_registry_image$/, /^build\./, "version 2 of the provider has it"],
  [/^aws_sagemaker_monitoring_schedule$/, /image_uri$/, LAST_OF_CDKTF],
  [/^google_(?:clouddeploy|cloud_run_v2_service|colab)/, /./, LAST_OF_CDKTF],
];

/** Facts about Terraform call a package of CDKTF's by the provider's name. */
const isSourceOf = (source, name) =>
  source.startsWith(`${name}@`) || source.startsWith(`cdktf ${name.replace(/^@cdktf\/provider-/, "")}@`);

/**
 * @param {string} name of the package
 * @param {Map<string, Set<string>>} leaves
 * @param {import("./rows.mjs").Catalogs} catalogs
 */
export function compareListed(name, leaves, catalogs) {
  const result = { found: 0, expected: 0, gone: [] };
  for (const [source, types] of sourcesOf(catalogs))
    for (const [type, paths] of Object.entries(types)) {
      if (!leaves.has(type) && !isSourceOf(source, name)) continue;
      for (const path of Object.keys(paths)) count(result, type, path, leaves.get(type));
    }
  return result;
}

const sourcesOf = (catalogs) => Object.values(catalogs).flatMap((sources) => Object.entries(sources));

function count(result, type, path, leaves) {
  const plain = plainPath(path);
  const within = (leaf) => leaf === plain || (leaf.startsWith(plain) && /^[.[{]/.test(leaf.slice(plain.length)));
  if (leaves !== undefined && [...leaves].map(plainPath).some(within)) result.found += 1;
  else if (EXPECTED_GONE.some(([types, gone]) => types.test(type) && gone.test(path))) result.expected += 1;
  else result.gone.push({ type, path });
}
