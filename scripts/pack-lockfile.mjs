// Writes policies/npm-shrinkwrap.json, the lockfile of the pack and of every pack that `digestbound init` makes: what
// package-lock.json installs without development dependencies, and the package itself. That one has no integrity, since
// a tarball cannot name its own hash; the first `npm install` of a pack adds it. With --check nothing is written.
import { readFileSync, writeFileSync } from "node:fs";

const at = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => JSON.parse(readFileSync(at(path), "utf8"));
const LOCKFILE = "policies/npm-shrinkwrap.json";

function packLockfile(pack, root, { lockfileVersion, requires, packages }) {
  const { name, version, license, dependencies, engines } = pack;
  const { version: release, dependencies: needs, bin, peerDependencies, peerDependenciesMeta } = root;
  const own = {
    version: release,
    license,
    dependencies: needs,
    bin,
    engines: root.engines,
    peerDependencies,
    peerDependenciesMeta,
  };
  const installed = Object.entries(packages).filter(([place, { dev }]) => place !== "" && dev !== true);
  const all = [...installed.map(([place, entry]) => [place, production(entry)]), ["node_modules/digestbound", own]];
  const sorted = all.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...{ name, version, lockfileVersion, requires },
    packages: { "": { name, version, license, dependencies, engines }, ...Object.fromEntries(sorted) },
  };
}

/** TypeScript is a development dependency here and a plain dependency of the pack. */
function production(entry) {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "devOptional"));
}

const made = packLockfile(read("policies/package.json"), read("package.json"), read("package-lock.json"));
const text = `${JSON.stringify(made, null, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(at(LOCKFILE), text);
else if (readFileSync(at(LOCKFILE), "utf8") !== text) {
  process.stderr.write(`${LOCKFILE} is stale: run npm run lockfile.\n`);
  process.exitCode = 1;
}
