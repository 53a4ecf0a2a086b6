// Compiles everything, and links the package into its own node_modules: the pack in policies/ asks for `digestbound/pack`
// there like every other pack does (docs/decisions/0003-pack-layout.md).
import { execFileSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** Relative, so that a moved checkout still finds itself; on Windows a junction, which needs no privilege. */
function linkPackage() {
  const link = join(root, "node_modules/digestbound");
  mkdirSync(dirname(link), { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true) unlinkSync(link);
  symlinkSync("..", link, "junction");
}

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
// Read when it is needed, and so imported by nothing that the compiler sees.
cpSync(join(root, "src/discover/catalog"), join(root, "dist/src/discover/catalog"), { recursive: true });
linkPackage();
