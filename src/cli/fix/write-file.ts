import { closeSync, constants, openSync, realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import { readBoundedFile, replaceFile, UnreadableFile } from "../../storage/index.ts";

/** A file that is replaced. */
export interface Target {
  readonly path: string;
  /** The folder out of which nothing is written. */
  readonly root: string;
}

/** The file does not hold any more what was read. */
class Changed extends Error {
  override readonly name = "Changed";
}

/**
 * Puts new bytes in the place of those that were read, whole or not at all; undefined where they are there now, else why not, in words
 * that follow the file's name. What somebody else wrote meanwhile is never overwritten.
 */
export function writeOver({ path, root }: Target, before: Uint8Array, after: Uint8Array): string | undefined {
  try {
    const real = realpathSync(path);
    const refused = whyNot(real, realpathSync(root));
    if (refused !== undefined) return refused;
    replaceFile(
      real,
      () => after,
      () => {
        if (!isHeldBy(real, before)) throw new Changed();
      },
    );
    return undefined;
  } catch (error) {
    // Another run had the same to write.
    return isHeldBy(path, after) ? undefined : words(error);
  }
}

function whyNot(real: string, root: string): string | undefined {
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep))
    return "is a link to a file elsewhere, which is not written through it: name that file itself";
  const { nlink, uid } = statSync(real);
  if (nlink > 1) return "has more than one name (a hard link), which writing would part: make it a file of its own";
  const user = process.geteuid?.();
  if (user !== undefined && user !== 0 && user !== uid) return "belongs to another user";
  // Renaming would get round a file that its owner has protected.
  closeSync(openSync(real, constants.O_WRONLY | constants.O_NONBLOCK));
  return undefined;
}

function isHeldBy(path: string, bytes: Uint8Array): boolean {
  try {
    return Buffer.compare(readBoundedFile(path, bytes.length), bytes) === 0;
  } catch (error) {
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}

/** @throws what is no error of the file system */
function words(error: unknown): string {
  if (error instanceof Changed) return "was changed by somebody else meanwhile, and that stays: run it again";
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code === "EEXIST" ? BUSY : `cannot be written (${code})`;
}

const BUSY =
  "is being written by another run, or one was killed while it did: where none is running, remove the file of the same name with .tmp at its end";
