import { join, resolve } from "node:path";
import { guardedFolder, privateFolder, type Folder } from "../storage/index.ts";

/** From the cache folder, which may hold other things of the user, down to that of one stack. */
export type RecordFolders = readonly [cache: Folder, preview: Folder, stack: Folder];

export function recordFolders(cacheFolder: string, stackKey: string): RecordFolders {
  const cache = resolve(cacheFolder);
  const preview = join(cache, "preview");
  return [guardedFolder(cache), privateFolder(preview), privateFolder(join(preview, stackKey))];
}
