import { LockIndex } from "./locked.ts";
import { loadLockFile } from "./lock-file.ts";
import { storedBeside, type Stored } from "./stored-evidence.ts";

/**
 * A lock file made ready for looking up references, and the evidence that is stored beside it.
 * @param source the file as people name it
 * @throws InvalidLock
 */
export function openLock(
  path: string,
  source: string = path,
): { readonly index: LockIndex; readonly evidence: Stored } {
  const lock = loadLockFile(path, source);
  return { index: new LockIndex(lock), evidence: storedBeside(path, lock) };
}
