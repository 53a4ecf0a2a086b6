// Which packages are read.

/** @typedef {{ name: string, version: string, reader: string, integrity?: string }} Package */

/**
 * @param {Package[]} packages the committed list
 * @param {{ specs: string[], latest: boolean, reader?: string }} choice `@pulumi/aws@7.49.0`, or `@pulumi/aws` as it is listed
 * @returns {Package[]}
 */
export function wantedPackages(packages, { specs, latest, reader }) {
  if (specs.length > 0) return specs.map((spec) => wantedPackage(packages, spec, { latest, reader }));
  return latest ? packages.map(({ name, reader: own }) => ({ name, version: "latest", reader: own })) : packages;
}

function wantedPackage(packages, spec, { latest, reader = "pulumi" }) {
  const [, name, version = latest ? "latest" : undefined] =
    /^((?:@[\w.-]+\/)?[\w.-]+)(?:@([\w.+-]+))?$/.exec(spec) ?? [];
  if (name === undefined) throw new Error(`${spec} is no NAME@VERSION of a package`);
  const listed = packages.find((one) => one.name === name);
  if (listed !== undefined && (version === undefined || version === listed.version)) return listed;
  if (version === undefined) throw new Error(`${name} is not in scripts/catalog/packages.json: name its version, too`);
  return { name, version, reader: listed?.reader ?? reader };
}

/** One line a package. @param {Package[]} packages */
export function packagesText(packages) {
  const lines = packages
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, reader, integrity }) => ` ${JSON.stringify({ name, version, reader, integrity })}`);
  return `[\n${lines.join(",\n")}\n]\n`;
}
