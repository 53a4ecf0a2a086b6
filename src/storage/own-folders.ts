import { join } from "node:path";
import { areTrusted, guardedFolder, privateFolder, provideFolders, type Folder } from "./folders.ts";

/** A folder of ours below the cache folder, and those in it. Each is looked at until it is found to be this user's alone, and then not again. */
export class OwnFolders {
  readonly path: string;
  readonly #above: readonly Folder[];
  readonly #trusted = new Set<string>();

  /** `cacheFolder`: an absolute path without a trailing slash. `names`: from there down to the folder. */
  constructor(cacheFolder: string, ...names: readonly string[]) {
    const below = names.map((_, index) => join(cacheFolder, ...names.slice(0, index + 1)));
    this.path = join(cacheFolder, ...names);
    this.#above = [guardedFolder(cacheFolder), ...below.map(privateFolder)];
  }

  isThere(...names: readonly string[]): boolean {
    return this.#check(names, areTrusted);
  }

  /** Makes it where it is missing. @throws the file system's error */
  provide(...names: readonly string[]): boolean {
    return this.#check(names, provideFolders);
  }

  #check(names: readonly string[], isUsable: (folders: readonly Folder[]) => boolean): boolean {
    const below = names.map((_, index) => privateFolder(join(this.path, ...names.slice(0, index + 1))));
    const unknown = [...this.#above, ...below].filter(({ path }) => !this.#trusted.has(path));
    if (!isUsable(unknown)) return false;
    for (const { path } of unknown) this.#trusted.add(path);
    return true;
  }
}
