import { lstatSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { loadLockFile, lockFileText, readLockFile, type LockFile } from "../../lock/index.ts";
import type { PolicyDocument } from "../../policy/index.ts";
import { printable } from "../../reference/index.ts";
import { replaceFile } from "../../storage/index.ts";
import { UsageError, type Terminal } from "../terminal.ts";

export const LOCK_FILE_NAME = "digestbound.lock";

/** Where the lock file is. */
export interface LockPlace {
  readonly path: string;
  /** As the user sees it from here, printable. */
  readonly shown: string;
}

/** The file that was named, or the one beside the policy document. */
export function placeOf(named: string | undefined, policy: PolicyDocument, terminal: Terminal): LockPlace {
  const cwd = terminal.cwd();
  const path = named === undefined ? join(dirname(resolve(cwd, policy.source)), LOCK_FILE_NAME) : resolve(cwd, named);
  return { path, shown: printable(named ?? relative(cwd, path)) };
}

/**
 * Undefined where there is no such file; a link to nowhere is one that cannot be read.
 * @throws InvalidLock
 */
export function readLock({ path, shown }: LockPlace): LockFile | undefined {
  return isThere({ path }) ? loadLockFile(path, shown) : undefined;
}

export function isThere({ path }: Pick<LockPlace, "path">): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Writes the file whole or not at all. What was written there since it was read stays.
 * @throws InvalidLock where that is not valid, or has become too large
 * @throws UsageError where it cannot be written
 */
export function writeLock(place: LockPlace, change: (lock: LockFile) => LockFile): void {
  try {
    replaceFile(place.path, () => changedText(place, change));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${place.shown} cannot be written: ${code === "EEXIST" ? BUSY : `${code}.`}`, {
      cause: error,
    });
  }
}

const BUSY =
  "another run is writing it, or was killed while it did. Where none is running, remove the file of the same name with .tmp at its end.";

function changedText(place: LockPlace, change: (lock: LockFile) => LockFile): string {
  const text = lockFileText(change(readLock(place) ?? new Map()));
  readLockFile(Buffer.from(text), place.shown);
  return text;
}
