import { join } from "node:path";
import { areTrusted, guardedFolder, privateFolder, provideFolders, type Folder } from "./folders.ts";

/** Folders below one of ours in the cache folder. Each is looked at until it is found to be this user's alone, and then not again. */
export class OwnFolders {
  readonly #cache: string;
  readonly #root: string;
  readonly #trusted = new Set<string>();

  /** `cacheFolder`: an absolute path without a trailing slash. */
  constructor(cacheFolder: string, name: string) {
    this.#cache = cacheFolder;
    this.#root = join(cacheFolder, name);
  }

  isThere(...names: readonly string[]): boolean {
    return this.#check(names, areTrusted);
  }

  /** Makes it where it is missing. @throws the file system's error */
  provide(...names: readonly string[]): boolean {
    return this.#check(names, provideFolders);
  }

  #check(names: readonly string[], isUsable: (folders: readonly Folder[]) => boolean): boolean {
    const path = join(this.#root, ...names);
    if (this.#trusted.has(path)) return true;
    const below = names.map((_, index) => join(this.#root, ...names.slice(0, index + 1)));
    const usable = isUsable([guardedFolder(this.#cache), ...[this.#root, ...below].map(privateFolder)]);
    if (usable) this.#trusted.add(path);
    return usable;
  }
}
