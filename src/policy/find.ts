import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** digestbound.yaml in the folder or the nearest one above it, up to the repository's root and never beyond: what lies there is somebody else's. */
export function findPolicyFile(folder: string): string | undefined {
  const here = resolve(folder);
  const file = join(here, "digestbound.yaml");
  if (existsSync(file)) return file;
  const above = dirname(here);
  return existsSync(join(here, ".git")) || above === here ? undefined : findPolicyFile(above);
}
