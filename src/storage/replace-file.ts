import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { statSync, writeFileSync } from "node:fs";

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Puts a text in the place of a file at once: whoever reads sees the old one or the new one, whole, also after a power cut. A link
 * stays a link, and the file that it leads to is replaced; the rights stay as they were.
 *
 * @throws the file system's error; the old file is then untouched
 */
export function replaceFile(path: string, text: string): void {
  const target = lstatSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
  const temporary = `${target}.${randomUUID()}.tmp`;
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  try {
    fill(temporary, text, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function fill(path: string, text: string, mode: number | undefined): void {
  const file = openSync(path, CREATE, 0o666);
  try {
    if (mode !== undefined) fchmodSync(file, mode & 0o777);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
