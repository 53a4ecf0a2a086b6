import { randomUUID } from "node:crypto";
import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { printable } from "../../reference/index.ts";
import { UsageError } from "../terminal.ts";

/** @throws UsageError where something has this name, be it a link to nowhere */
export function refuseExisting(file: string, named: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw new UsageError(
    `${printable(named)} is there already, and init overwrites nothing. Name another file: --output FILE.`,
  );
}

/**
 * Writes a file that is not there yet, whole or not at all.
 * @param check throws where what was written is not right; it gets the temporary file's path, in the same folder
 */
export function writeNewFile(file: string, named: string, text: string, check: (path: string) => void): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    check(temporary);
    refuseExisting(file, named);
    renameSync(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`${printable(named)} cannot be written: ${code}.`, { cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}
