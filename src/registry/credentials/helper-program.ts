import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";

const SUFFIX = process.platform === "win32" ? ".exe" : "";

/** The program that a helper's name stands for: the first of these folders that has it, as a file that may be run. */
export async function findHelper(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const program = join(folder, `docker-credential-${name}${SUFFIX}`);
    if (await isProgram(program)) return program;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
