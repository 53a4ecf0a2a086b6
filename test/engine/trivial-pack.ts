import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../tools/index.ts";

export interface TrivialPack {
  readonly folder: string;
  remove(): void;
}

/** A pack that has nothing of this project: for tests of the harness, and as the base line of measurements. */
export function writeTrivialPack(source: string, policyFile = "runtime: nodejs\n"): TrivialPack {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-pack-"));
  writeFileSync(join(folder, "PulumiPolicy.yaml"), policyFile);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "trivial", version: "0.0.1", main: "index.js" }));
  writeFileSync(join(folder, "index.js"), source);
  symlinkSync(join(repositoryRoot(), "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
