import { linkSync, lstatSync, opendirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "./attempt.ts";
import { temporaryBeside } from "./private-file.ts";

/** Bounds the work of one run; what is left goes in the next ones. */
const MAX_NAMES = 1000;

/** Removes files of a folder whose time of change `isOld` says yes to; those that cannot be removed stay. @throws the file system's error where there is no such folder */
export function sweep(folder: string, isOld: (modified: number) => boolean): void {
  for (const name of someNames(folder)) {
    // It fails where another process sweeps, too.
    attempt(undefined, () => {
      sweepFile(join(folder, name), isOld);
    });
  }
}

function sweepFile(path: string, isOld: (modified: number) => boolean): void {
  const status = lstatSync(path);
  if (!status.isDirectory() && isOld(status.mtimeMs)) discard(path, isOld);
}

/**
 * Between the look and the removal another process may have put a fresh file there: it is looked at again where nobody
 * replaces it, and put back unless there is a newer one.
 */
function discard(path: string, isOld: (modified: number) => boolean): void {
  const aside = temporaryBeside(path);
  renameSync(path, aside);
  try {
    if (!isOld(lstatSync(aside).mtimeMs)) linkSync(aside, path);
  } finally {
    rmSync(aside);
  }
}

function someNames(path: string): readonly string[] {
  const folder = opendirSync(path);
  try {
    const names: string[] = [];
    for (let entry = folder.readSync(); entry !== null && names.length < MAX_NAMES; entry = folder.readSync()) {
      names.push(entry.name);
    }
    return names;
  } finally {
    folder.closeSync();
  }
}
