import { isAbsolute, posix, relative, resolve, sep, win32 } from "node:path";
import { realPathOf } from "../../storage/index.ts";

/** Why a text names no file that a document may begin from. */
export class InvalidBase extends Error {
  override readonly name = "InvalidBase";
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const BESIDE = "Name a file in the first document's folder or below it, such as bases/platform.yaml.";

/**
 * Where a base really lies. What is outside the first document's folder is refused, by its name and by where links lead: the
 * folder is what is published and reviewed as a whole (law 8).
 * @param folder of the file that names it, links followed, as is `root`
 * @throws InvalidBase
 * @throws UnreadableFile
 */
export function basePath(name: string, folder: string, root: string): string {
  checkName(name);
  const named = resolve(folder, name);
  if (!isInside(named, root)) throw new InvalidBase("leads out of the first document's folder.", BESIDE);
  const real = realPathOf(named);
  if (isInside(real, root)) return real;
  throw new InvalidBase("is a link, or below one, that leads out of the first document's folder.", BESIDE);
}

function checkName(name: string): void {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(name)) {
    throw new InvalidBase("is no local file.", "Nothing is fetched: copy the document into a file and name that.");
  }
  if (posix.isAbsolute(name) || win32.isAbsolute(name) || /^[A-Za-z]:/.test(name)) {
    throw new InvalidBase("is an absolute path.", BESIDE);
  }
  if (/[\\\p{C}]/u.test(name)) {
    throw new InvalidBase("holds a backslash or a character that does not show.", "Write / between folders.");
  }
  if (/\.(?:ya?ml|json)$/.test(name)) return;
  throw new InvalidBase(
    "names no .yaml, .yml or .json file.",
    "Write the file's whole name, such as base.yaml; packages are not looked for.",
  );
}

function isInside(path: string, root: string): boolean {
  const inner = relative(root, path);
  return inner !== "" && inner !== ".." && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}
