import { lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const FILE_NAME = "digestbound.yaml";

/**
 * The nearest `digestbound.yaml`, from a folder up to the root of its repository: the folder that holds `.git`. Outside a
 * repository only the folder itself counts, since anybody may write to a folder above it (law 8).
 */
export function findPolicyFile(folder: string): string | undefined {
  for (const one of foldersUpToRoot(resolve(folder))) {
    const file = policyFileIn(one);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The `digestbound.yaml` of exactly this folder. */
export function policyFileIn(folder: string): string | undefined {
  const file = join(folder, FILE_NAME);
  return isThere(file) ? file : undefined;
}

/** A folder and those above it up to the root of its repository; the folder alone where it is in none. */
export function foldersUpToRoot(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let one = folder; ; one = dirname(one)) {
    folders.push(one);
    if (isThere(join(one, ".git"))) return folders;
    if (one === dirname(one)) return [folder];
  }
}

/** Whatever stands there under that name, readable or not: what cannot be read must fail and not be passed over (law 3). */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
