import { rmSync } from "node:fs";
import { join } from "node:path";
import { areTrusted, attempt, provideFolders, readPrivateFile, sweep, writePrivateFile } from "../storage/index.ts";
import { recordFolders } from "./folders.ts";
import { isSpent } from "./fresh.ts";

/** The files of one stack by their names. Every method throws the file system's error. */
export interface StackFiles {
  /** Undefined where the file or a folder above it is not this user's alone, or the file is larger than `limit` bytes. */
  read(name: string, limit: number): Buffer | undefined;
  /** False where a folder is not this user's alone. Makes the folders, and sweeps old files once. */
  write(name: string, text: string): boolean;
  /** Nothing happens where there is no such file. */
  remove(name: string): void;
}

/** The folders are looked at each time, as their rights may change during a run. */
export function openStackFiles(cacheFolder: string, stackKey: string, now: () => number): StackFiles {
  const folders = recordFolders(cacheFolder, stackKey);
  const [, , { path: folder }] = folders;
  const pathOf = (name: string) => join(folder, `${name}.json`);
  let isSwept = false;
  const sweepOnce = () => {
    if (isSwept) return;
    isSwept = true;
    sweep(folder, (modified) => isSpent(modified, now()));
  };
  return {
    read: (name, limit) => (areTrusted(folders) ? readPrivateFile(pathOf(name), limit) : undefined),
    write(name, text) {
      if (!areTrusted(folders) && !provideFolders(folders)) return false;
      attempt(undefined, sweepOnce);
      writePrivateFile(pathOf(name), text);
      return true;
    },
    remove(name) {
      rmSync(pathOf(name), { force: true });
    },
  };
}
