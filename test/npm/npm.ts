import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot, runCommand } from "../tools/index.ts";

const TIMEOUT_MS = 180_000;

interface Lockfile {
  readonly packages: Readonly<Record<string, object>>;
}

/** Packs a folder as it is published; answers the tarball. Its scripts do not run: this repository's would build it under the other tests. */
export async function packFolderTo(into: string, folder: string): Promise<string> {
  mkdirSync(into, { recursive: true });
  const before = readdirSync(into);
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", into], folder);
  const [name] = readdirSync(into).filter((file) => !before.includes(file));
  if (name === undefined) throw new Error(`npm pack made no tarball of ${folder}`);
  return join(into, name);
}

/** The files in a tarball of npm, sorted, without the `package/` that all of them begin with. */
export async function filesIn(tarball: string): Promise<string[]> {
  const lines = (await run("tar", ["-tzf", tarball])).split("\n").filter((line) => line !== "");
  return lines.map((line) => line.replace(/^package\//, "")).sort();
}

/** Unpacks a tarball of npm into a new folder. */
export async function unpack(tarball: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
}

/**
 * Installs a pack as its lockfile says and runs no network: everything comes out of npm's cache, which this repository's
 * own `npm ci` filled, and `digestbound` out of a tarball, since no registry has what lies here.
 */
export async function installPack(pack: string, digestbound: string, ...command: readonly string[]): Promise<void> {
  const file = join(pack, "npm-shrinkwrap.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
  const entry = { ...lock.packages["node_modules/digestbound"], resolved: `file:${digestbound}` };
  writeFileSync(file, JSON.stringify({ ...lock, packages: { ...lock.packages, "node_modules/digestbound": entry } }));
  await run("npm", [...command, "--ignore-scripts", "--offline", "--no-audit", "--no-fund"], pack);
}

/**
 * Installs a tarball of this repository into an empty project, with exactly what its own lockfile names, and without the network:
 * as `npm ci` does where that project has locked it.
 */
export async function installLocked(project: string, digestbound: string): Promise<void> {
  const root = readJson("package.json") as { readonly version: string };
  const lock = readJson("package-lock.json") as Lockfile & { readonly lockfileVersion: number };
  const dependencies = { digestbound: `file:${digestbound}` };
  const manifest = { name: "project", version: "1.0.0", private: true, dependencies };
  const installed = Object.entries(lock.packages).filter(([place, entry]) => place !== "" && !isDevelopment(entry));
  const own = {
    ...lock.packages[""],
    version: root.version,
    resolved: `file:${digestbound}`,
    devDependencies: undefined,
  };
  const packages = { "": manifest, "node_modules/digestbound": own, ...Object.fromEntries(installed) };
  const locked = { ...manifest, lockfileVersion: lock.lockfileVersion, requires: true, packages };
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(project, "package-lock.json"), JSON.stringify(locked));
  await run("npm", ["ci", "--ignore-scripts", "--offline", "--no-audit", "--no-fund"], project);
}

/** Runs a command in a project as its users do; answers what it printed. @throws Error where it fails */
export function runIn(project: string, program: string, ...args: readonly string[]): Promise<string> {
  return run(program, args, project);
}

function readJson(name: string): object {
  return JSON.parse(readFileSync(join(repositoryRoot(), name), "utf8")) as object;
}

function isDevelopment(entry: object): boolean {
  return "dev" in entry || "devOptional" in entry;
}

async function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { exitCode, stdout, output } = await runCommand(program, args, {
    env: environment(),
    timeoutMs: TIMEOUT_MS,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (exitCode === 0) return stdout;
  const hint = output.includes("ENOTCACHED") ? "npm's cache lacks a package: run npm ci, which fills it.\n" : "";
  throw new Error(`${hint}${program} ${args.join(" ")} failed:\n${output}`);
}

/** Without what `npm test` tells its children about this repository. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "npm_config_local_prefix"));
}
