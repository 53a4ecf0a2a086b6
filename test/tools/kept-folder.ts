import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const ABANDONED_MS = 60 * 60_000;

/**
 * Makes a folder that is there completely or not at all: `fill` gets a temporary one beside it. Of two processes that
 * make it at once the later one drops its copy.
 */
export async function makeKeptFolder(destination: string, fill: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(destination), { recursive: true });
  removeAbandoned(destination);
  const folder = mkdtempSync(`${destination}.building-`);
  try {
    await fill(folder);
    moveInto(folder, destination);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moveInto(folder: string, destination: string): void {
  try {
    renameSync(folder, destination);
  } catch (error) {
    // A folder that is not empty is never replaced: another process finished the same one first.
    if (!hasCode(error, "ENOTEMPTY") && !hasCode(error, "EEXIST")) throw error;
  }
}

/** What interrupted builds left behind; one that is younger may still be running. */
function removeAbandoned(destination: string): void {
  const parent = dirname(destination);
  const prefix = `${basename(destination)}.building-`;
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(prefix))) {
    const path = join(parent, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
