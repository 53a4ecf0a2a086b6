import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Why nothing may be written there, in words that follow the folder's name; nothing where it is missing or empty. */
export function occupied(folder: string): string | undefined {
  try {
    const [first] = readdirSync(folder).sort();
    return first === undefined ? undefined : `is not empty: it holds ${JSON.stringify(first)}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "ENOTDIR") return "is not a folder";
    throw error;
  }
}

/**
 * Writes files, path in the folder to text, into a folder that is missing or empty. They are made in a temporary folder
 * and moved when all of them are there, so that no failure leaves half of them. A folder that exists stays the same
 * one, since a shell may be in it.
 */
export function writeNewFolder(folder: string, files: ReadonlyMap<string, string>): void {
  const exists = existsSync(folder);
  const temporary = exists ? join(folder, `.${randomUUID()}.tmp`) : `${folder}.${randomUUID()}.tmp`;
  try {
    for (const [path, text] of files) write(join(temporary, path), text);
    if (exists) moveUp(temporary);
    else renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function write(file: string, text: string): void {
  makeFolder(dirname(file));
  writeFileSync(file, text, { flag: "wx" });
}

/** With its parents. Node's own recursive mkdir never returns where the file system answers "no such file" for ever, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function moveUp(folder: string): void {
  for (const name of readdirSync(folder)) renameSync(join(folder, name), join(dirname(folder), name));
  rmdirSync(folder);
}
