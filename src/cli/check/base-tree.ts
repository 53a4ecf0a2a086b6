import { posix } from "node:path";
import { UsageError } from "../terminal.ts";
import type { Base } from "./base.ts";
import { git, namesIn } from "./git.ts";

/** More than a policy document and what it names has. */
const MAX_BYTES = 1024 * 1024;

interface Entry {
  readonly isLink: boolean;
  readonly id: string;
  readonly size: number;
}

/** The files of a commit. Links are known, and not followed. */
export class BaseTree {
  readonly #root: string;
  readonly #blobs: ReadonlyMap<string, Entry>;

  /** @throws UsageError where git does not list them: without a list there would be no policy either (law 3) */
  constructor({ root, commit, ref }: Base) {
    this.#root = root;
    const list = git(root, "ls-tree", "-r", "-z", "-l", "--full-tree", commit);
    if (list === undefined)
      throw new UsageError(`git cannot list the files of ${ref}, by whose policy a change is judged.`);
    this.#blobs = new Map(namesIn(list).flatMap(entryOf));
  }

  has(path: string): boolean {
    return this.#blobs.get(path)?.isLink === false;
  }

  isLink(path: string): boolean {
    return this.#blobs.get(path)?.isLink === true;
  }

  /** The file of this path; all those below where it is a folder. */
  under(path: string): readonly string[] {
    if (this.has(path)) return [path];
    const prefix = path === "" || path === "." ? "" : `${path}/`;
    return [...this.#blobs.keys()].filter((one) => one.startsWith(prefix) && this.has(one));
  }

  /** Undefined where there is none, or where it is larger than anything that a policy consists of. */
  read(path: string): Buffer | undefined {
    const blob = this.#blobs.get(path);
    return blob === undefined || blob.isLink || blob.size > MAX_BYTES
      ? undefined
      : git(this.#root, "cat-file", "blob", blob.id);
  }

  /** The nearest file of a name, or link, from a folder up. */
  nearest(folder: string, name: string): string | undefined {
    for (let at = folder; ; at = posix.dirname(at)) {
      const path = posix.join(at, name);
      if (this.#blobs.has(path)) return path;
      if (at === "." || at === "" || at === "/") return undefined;
    }
  }
}

/** `100644 blob <id> <size>\t<path>` */
function entryOf(line: string): [string, Entry][] {
  const [, mode, id = "", size, path = ""] = /^(\d+) blob (\w+) +(\d+)\t(.*)$/s.exec(line) ?? [];
  return mode === undefined ? [] : [[path, { isLink: mode === "120000", id, size: Number(size) }]];
}
