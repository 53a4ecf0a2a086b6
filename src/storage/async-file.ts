import { close, constants, fstat, open, read, rename, rm, writeFile, type Stats } from "node:fs";
import { promisify } from "node:util";
import { isPrivate } from "./ownership.ts";

/** Callbacks in place of `fs.promises`: a run reads and writes hundreds of small files, and file handles take twice as long. */
const files = {
  open: promisify(open),
  status: promisify(fstat) as (file: number) => Promise<Stats>,
  read: promisify(read),
  write: promisify(writeFile),
  close: promisify(close),
  rename: promisify(rename),
  remove: promisify(rm),
};

/** A link could lead to a file that somebody else chose; opening a named pipe would wait for a writer, forever. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export interface PrivateBytes {
  readonly bytes: Buffer;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/**
 * The bytes of a regular file of at most `limit` bytes that nobody but this user can read or write; undefined for
 * another one. Like `readPrivateFile`, but other work goes on meanwhile.
 *
 * @throws the file system's error where it cannot be opened
 */
export function readPrivately(path: string, limit: number): Promise<PrivateBytes | undefined> {
  return readChecked(path, limit, isPrivate);
}

/**
 * As above, whoever may read or write it: for what proves itself. A link is not followed.
 *
 * @throws the file system's error where it cannot be opened
 */
export async function readAnyones(path: string, limit: number): Promise<Buffer | undefined> {
  return (await readChecked(path, limit, () => true))?.bytes;
}

async function readChecked(path: string, limit: number, isRight: (status: Stats) => boolean) {
  const file = await files.open(path, READ);
  try {
    const status = await files.status(file);
    if (!status.isFile() || !isRight(status) || status.size > limit) return undefined;
    const buffer = Buffer.allocUnsafe(status.size);
    const { bytesRead } = await files.read(file, buffer, 0, status.size, 0);
    return { bytes: buffer.subarray(0, bytesRead), modified: status.mtimeMs };
  } finally {
    await files.close(file);
  }
}

/**
 * Puts a file in its place at once, for this user alone unless a mode is given. `temporary`: a path in the same file system that
 * nobody can foresee. A umask that takes away even the user's own rights costs the file, no more.
 *
 * @throws the file system's error
 */
export async function placePrivately(temporary: string, path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  const file = await files.open(temporary, CREATE, mode);
  try {
    await filled(file, bytes);
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary, { force: true });
    throw error;
  }
}

async function filled(file: number, bytes: Uint8Array): Promise<void> {
  try {
    await files.write(file, bytes);
  } finally {
    await files.close(file);
  }
}
