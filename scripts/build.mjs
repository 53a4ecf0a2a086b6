// Compiles everything, and links the package into its own node_modules: the pack in policies/ asks for `digestbound/pack`
// there like every other pack does (docs/decisions/0003-pack-layout.md).
import { execFileSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { resolve } = createRequire(import.meta.url);

/**
 * `npm install --global git+…`, by which pre-commit installs hooks, brings no development dependencies: npm hands its own
 * `--global` down to the install that is to bring them.
 */
function compiler() {
  try {
    return resolve("typescript/bin/tsc");
  } catch {
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-global", "--include=dev", "--loglevel=error"];
    execFileSync("npm", ["ci", ...options], { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
    return resolve("typescript/bin/tsc");
  }
}

/** Relative, so that a moved checkout still finds itself; on Windows a junction, which needs no privilege. */
function linkPackage() {
  const link = join(root, "node_modules/digestbound");
  mkdirSync(dirname(link), { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true) unlinkSync(link);
  symlinkSync("..", link, "junction");
}

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [compiler(), "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
// Read when it is needed, and so imported by nothing that the compiler sees.
cpSync(join(root, "src/discover/catalog"), join(root, "dist/src/discover/catalog"), { recursive: true });
linkPackage();
