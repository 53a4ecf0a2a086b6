import { chmodSync, lstatSync, mkdirSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { attempt } from "./attempt.ts";
import { isGuarded, isPrivate } from "./ownership.ts";

export interface Folder {
  /** Without a trailing slash, which would have a link followed. */
  readonly path: string;
  readonly isOwn: (status: Stats) => boolean;
}

/** The cache folder, which may hold other things of the user, too: nobody else may write to it. */
export function guardedFolder(path: string): Folder {
  return { path, isOwn: isGuarded };
}

/** A folder of ours: nobody else has any right to it. */
export function privateFolder(path: string): Folder {
  return { path, isOwn: isPrivate };
}

/** Whether all of them, from the uppermost down, are there, and nobody but this user could have put a file into them. */
export function areTrusted(folders: readonly Folder[]): boolean {
  return folders.every(isTrusted);
}

/**
 * Makes those that are missing, for this user alone, and nothing below one that is not trusted; whether all of them are.
 *
 * @throws the file system's error
 */
export function provideFolders(folders: readonly Folder[]): boolean {
  return folders.every((folder) => {
    makeFolder(folder.path);
    return isTrusted(folder);
  });
}

/** A link is no folder: it could lead to one that somebody else chose. */
function isTrusted({ path, isOwn }: Folder): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status?.isDirectory() === true && isOwn(status);
}

/**
 * One after the other, since a umask may take away even the user's own rights, which the next one needs. What fails, also
 * because another process was faster, shows when the folder is looked at.
 */
function makeFolder(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  attempt(undefined, () => {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  });
}
