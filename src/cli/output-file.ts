import { randomUUID } from "node:crypto";
import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { visible } from "../reference/index.ts";
import { UsageError } from "./terminal.ts";

/** A file that a report is going to be written to. */
export interface OutputFile {
  /** Absolute, its folder without links. */
  readonly path: string;
  /** As the user named it, safe to print. */
  readonly named: string;
  /** Puts the text there at once, so that nobody reads half of it. Returns why it could not, if it could not. */
  readonly write: (text: string) => readonly string[];
}

/** An open stream by its name: no file that another could be put in the place of, even where it leads to one. */
const STREAM = /^\/(?:dev\/(?:stdout|stderr|fd\/)|proc\/)/;

/** @throws UsageError where the folder is missing, or nothing can be written there */
export function outputFile(file: string, cwd: string): OutputFile {
  const named = visible(file);
  const path = pathOf(resolve(cwd, file), named);
  const inPlace = STREAM.test(path) || isSpecial(path);
  check(path, named, inPlace);
  return {
    path,
    named,
    write: (text) => {
      try {
        if (inPlace) writeFileSync(path, text);
        else replace(path, text);
        return [];
      } catch (error) {
        return [`${named} cannot be written: ${codeOf(error)}.`];
      }
    },
  };
}

function pathOf(path: string, named: string): string {
  if (STREAM.test(path)) return path;
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch (error) {
    throw new UsageError(`${named} cannot be written: there is no such folder (${codeOf(error)}).`, { cause: error });
  }
}

/** A pipe, a device: neither a file nor a folder. */
function isSpecial(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

function check(path: string, named: string, inPlace: boolean): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new UsageError(`${named} is a folder: name a file in it.`);
  try {
    if (found !== undefined) accessSync(path, constants.W_OK);
    if (!inPlace) accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${named} cannot be written: ${codeOf(error)}.`, { cause: error });
  }
}

/** A link is replaced, not followed: the judged change may have put one there (law 8). */
function replace(path: string, text: string): void {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
