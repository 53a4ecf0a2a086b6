// Writes action/package-lock.json: what the GitHub Action of this commit installs, all of it by hash. The package itself is the
// tarball that is named, so a commit of the Action stands for exactly these bytes (docs/decisions/0028-action-pins-what-it-runs.md).
//   node scripts/action-lock.mjs TARBALL            writes it
//   node scripts/action-lock.mjs TARBALL --check    fails where it is another one
//   node scripts/action-lock.mjs TARBALL --into DIR --local    for tests: beside a copy of the Action, installed from the file itself
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean" }, into: { type: "string" }, local: { type: "boolean" } },
});
const [tarball] = positionals;
if (tarball === undefined) throw new Error("which tarball? npm pack makes one");

const manifest = read("action/package.json");
const own = read("package.json");
const { lockfileVersion, packages } = read("package-lock.json");
const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
const { version, license, bin, engines } = own;
// The command never loads the Pulumi SDK, which is nine tenths of what a pack installs.
const dependencies = Object.fromEntries(
  Object.entries(own.dependencies).filter(([name]) => !name.startsWith("@pulumi/")),
);
const entry = {
  version,
  ...(values.local && { resolved: `file:${resolve(tarball)}` }),
  ...{ integrity, license, dependencies, bin, engines },
};

/** Where a package finds another one: in its own node_modules, or in those of the folders above. */
function found(name, from) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const place = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return [place];
    if (at === "") return [];
  }
}

const reached = new Set(Object.keys(dependencies).flatMap((name) => found(name, "")));
for (const place of reached) {
  const { dependencies: of, optionalDependencies: maybe, peerDependencies: beside } = packages[place];
  for (const name of Object.keys({ ...of, ...maybe, ...beside }))
    for (const one of found(name, place)) reached.add(one);
}
const all = [...[...reached].map((place) => [place, packages[place]]), ["node_modules/digestbound", entry]];
const sorted = all.sort(([a], [b]) => (a < b ? -1 : 1));
const first = { name: manifest.name, license: manifest.license, dependencies: { digestbound: version } };
const lock = {
  ...{ name: manifest.name, lockfileVersion, requires: true },
  packages: { "": first, ...Object.fromEntries(sorted) },
};

const text = `${JSON.stringify(lock, null, 2)}\n`;
const file = join(values.into ?? join(root, "action"), "package-lock.json");
if (values.check !== true) {
  writeFileSync(file, text);
  writeFileSync(
    join(file, "../package.json"),
    `${JSON.stringify({ ...manifest, dependencies: { digestbound: version } }, null, 2)}\n`,
  );
} else if (readFileSync(file, "utf8") !== text) {
  process.stderr.write(`${file} is not that of ${tarball} (${integrity}): the Action would run something else.\n`);
  process.exitCode = 1;
}
