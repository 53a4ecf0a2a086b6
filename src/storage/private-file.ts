import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isPrivate } from "./ownership.ts";

/** A link could lead to a file that somebody else chose; opening a named pipe would wait for a writer, forever. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * The bytes of a regular file of at most `limit` bytes that nobody but this user can read or write; undefined for
 * another one.
 *
 * @throws the file system's error where it cannot be opened
 */
export function readPrivateFile(path: string, limit: number): Buffer | undefined {
  const file = openSync(path, READ);
  try {
    const status = fstatSync(file);
    if (!status.isFile() || !isPrivate(status) || status.size > limit) return undefined;
    const buffer = Buffer.alloc(status.size);
    return buffer.subarray(0, readSync(file, buffer));
  } finally {
    closeSync(file);
  }
}

/**
 * Puts a file in its place at once, for this user alone: a reader sees the old one or the new one. It is not flushed to
 * the disk: what a power cut loses costs a rejection, and what it garbles is recognised.
 *
 * @throws the file system's error; the old file is then untouched
 */
export function writePrivateFile(path: string, text: string): void {
  const temporary = temporaryBeside(path);
  const file = openSync(temporary, CREATE, 0o600);
  try {
    fillAndClose(file, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A name that nobody can foresee. A process that is killed leaves the file behind; the next ones sweep it. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `${randomUUID()}.tmp`);
}

function fillAndClose(file: number, text: string): void {
  try {
    // A umask may have taken away even the user's own rights.
    fchmodSync(file, 0o600);
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}
