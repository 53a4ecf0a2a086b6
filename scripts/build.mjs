// Compiles everything once, then copies what the pack needs into its own folder: a pack whose code lies outside
// its folder publishes empty and reports success (docs/decisions/0003-pack-layout.md).
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const emptied = (folder) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
};

emptied(join(root, "dist"));
execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
emptied(join(root, "policies/dist"));
for (const part of ["src", "policies"]) {
  cpSync(join(root, "dist", part), join(root, "policies/dist", part), { recursive: true });
}
