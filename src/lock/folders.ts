import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isGuarded, isPrivate } from "./ownership.ts";

/** The folders from the cache folder, which may hold other things of the user, down to that of one stack. */
export interface RecordFolders {
  readonly cache: string;
  readonly preview: string;
  readonly stack: string;
}

export function recordFolders(cache: string, stackKey: string): RecordFolders {
  const preview = join(cache, "preview");
  return { cache, preview, stack: join(preview, stackKey) };
}

/** Whether all of them are there, and nobody but this user could have put a file into them. A link is no folder. */
export function areTrusted({ cache, preview, stack }: RecordFolders): boolean {
  return isFolder(cache, isGuarded) && isFolder(preview, isPrivate) && isFolder(stack, isPrivate);
}

/** Makes those that are missing, for this user alone. @throws the file system's error */
export function makeFolders({ stack }: RecordFolders): void {
  makeFolder(stack);
}

function isFolder(path: string, isOwn: typeof isPrivate): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true && isOwn(status);
}

/** One after the other, since a umask may take away even the user's own rights, which the next one needs. */
function makeFolder(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    // Another process was faster.
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

/** Not by `instanceof`, since an error of Node's own may come from another realm. */
function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
