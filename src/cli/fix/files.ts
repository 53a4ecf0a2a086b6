import { realpathSync } from "node:fs";
import type { ImageUse } from "../../discover/index.ts";
import type { Inputs } from "../../report/index.ts";
import type { FileAt } from "../check/files.ts";
import type { Beside } from "../check/read-all.ts";
import { readEach, type Turns } from "../check/read-in-turn.ts";

/** A file with the uses in it, without its text: it is read again where something is to be written. */
export interface UsesAt {
  readonly file: FileAt;
  readonly uses: readonly ImageUse[];
  readonly inputs: Inputs;
}

/** Each file's uses by itself. */
export function usesAt(files: readonly FileAt[], around: Beside, turns: Turns): Promise<readonly UsesAt[]> {
  return readEach(files, around, turns, ({ uses, inputs }, file) => ({
    file,
    uses: uses.map(({ use }) => use),
    inputs,
  }));
}

/** Each file once, however many names and links lead to it: by its own name where that is among them. */
export function distinctFiles(files: readonly FileAt[]): readonly FileAt[] {
  const byPlace = new Map<string, FileAt>();
  for (const file of files) {
    const place = "path" in file ? realPath(file.path) : `- ${file.shown}`;
    if (!byPlace.has(place) || ("path" in file && file.path === place)) byPlace.set(place, file);
  }
  return [...byPlace.values()];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
