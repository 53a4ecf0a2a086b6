import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { attempt, cacheFolder, guardedFolder, provideFolders } from "../../storage/index.ts";
import type { Check } from "./check.ts";

const name = "Cache";
const MiB = 1024 * 1024;

/** Where what one run reads is kept for the next; without it every run asks for everything, and no update knows its preview. */
export function checkCache(environment: NodeJS.ProcessEnv): Check {
  const folder = cacheFolder(environment);
  if (folder === undefined) {
    return unusable("no folder is named", "Set DIGESTBOUND_CACHE to an absolute path, or unset it.");
  }
  if (!attempt(false, () => provideFolders([guardedFolder(folder)]))) {
    return unusable(
      `${folder} is not this user's alone, or cannot be made`,
      "Let nobody else write to it, or set DIGESTBOUND_CACHE.",
    );
  }
  if (!attempt(false, () => isWritable(folder))) {
    return unusable(`${folder} cannot be written to`, "Let this user write to it, or set DIGESTBOUND_CACHE.");
  }
  return { name, status: "ok", detail: `${folder}, ${sizeOf(folder)}` };
}

function unusable(detail: string, remedy: string): Check {
  return { name, status: "warning", detail: `${detail}, so nothing is kept from one run to the next`, remedy };
}

function isWritable(folder: string): boolean {
  accessSync(folder, constants.W_OK | constants.X_OK);
  return true;
}

function sizeOf(folder: string): string {
  const files = attempt([], () => readdirSync(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const bytes = files.map((file) => attempt(0, () => statSync(join(file.parentPath, file.name)).size));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  return `${files.length} files, ${(total / MiB).toFixed(1)} MiB`;
}
