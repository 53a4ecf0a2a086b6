import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first folder of PATH with an executable file of that name. */
export function folderOnPath(name: string, path: string | undefined): string | undefined {
  return (path ?? "").split(delimiter).find((folder) => folder !== "" && isExecutable(join(folder, name)));
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
