import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { mayNameImages } from "../../discover/index.ts";
import { printable } from "../../reference/index.ts";
import { standardInputOf } from "../first-document/inputs.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { git, namesIn } from "./git.ts";

/** A file to look into. */
export type FileAt = {
  /** As it is told, with `/`. */
  readonly shown: string;
  /** The user named this very file. */
  readonly isNamed: boolean;
} & (
  | { readonly text: string }
  /** It is not read, and why, words that follow its name. */
  | { readonly skipped: string }
  | {
      readonly path: string;
      /** The folder out of which nothing is read. */
      readonly root: string;
    }
);

/** What nobody checks unless it is named: the first is git's own, the second other people's. */
const PASSED_OVER = new Set([".git", "node_modules"]);

/**
 * The files that the arguments name: each by itself, or those of a folder which git does not ignore and whose names are known.
 * @param opens which of a folder's files, by their own names
 * @throws UsageError where one is not there
 */
export async function filesAt(
  paths: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  opens: (name: string) => boolean = mayNameImages,
): Promise<readonly FileAt[]> {
  const files = new Map<string, FileAt>();
  for (const path of paths) {
    for (const file of path === "-" ? [await standardInput(terminal, signal)] : named(path, terminal.cwd(), opens))
      if (!files.has(file.shown)) files.set(file.shown, file);
  }
  return [...files.values()];
}

async function standardInput(terminal: Terminal, signal: AbortSignal): Promise<FileAt> {
  return { shown: "(standard input)", isNamed: true, text: await standardInputOf(terminal, signal) };
}

function named(path: string, cwd: string, opens: (name: string) => boolean): readonly FileAt[] {
  const at = resolve(cwd, path);
  const status = statSync(at, { throwIfNoEntry: false });
  if (status === undefined) throw new UsageError(`there is no file or folder ${printable(path)}.`);
  if (!status.isDirectory()) return [{ shown: shownFrom(cwd, at), isNamed: true, path: at, root: resolve(at, "..") }];
  const root = realpathSync(at);
  return namesBelow(at)
    .filter((name) => opens(name.split("/").at(-1) ?? ""))
    .sort()
    .map((name) => fileIn(at, root, name, cwd));
}

function fileIn(folder: string, root: string, name: string, cwd: string): FileAt {
  const path = join(folder, name);
  const told = { shown: shownFrom(cwd, path), isNamed: false };
  const skipped = whereLinkLeads(path, root);
  return skipped === undefined ? { ...told, path, root: folder } : { ...told, skipped };
}

function shownFrom(cwd: string, file: string): string {
  return relative(cwd, file).split(sep).join("/");
}

/** Stands for bytes of a name that are no UTF-8: such a file is there, and cannot be opened by this name. */
const NO_UTF8 = "\u{FFFD}";

/** A folder that git ignores as a whole is read as a whole: whoever names it wants that. */
function namesBelow(folder: string): readonly string[] {
  const isIgnored = git(folder, "check-ignore", "-q", ".") !== undefined;
  const list = isIgnored ? undefined : git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  if (list === undefined) return walked(folder, "");
  return [...new Set(namesIn(list))].flatMap((name) => {
    const status = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (status === undefined) return name.includes(NO_UTF8) ? [name] : [];
    // Another repository in this one.
    return status.isDirectory()
      ? namesBelow(join(folder, name)).map((inner) => `${name.replace(/\/$/, "")}/${inner}`)
      : [name];
  });
}

function walked(folder: string, prefix: string): readonly string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter(({ name }) => !PASSED_OVER.has(name))
    .flatMap((entry) => (entry.isDirectory() ? walked(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]))
    .sort();
}

/** What a link leads to is somebody else's file, unless it is one of the folder's own. Why a name is none of those. */
function whereLinkLeads(path: string, root: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
  try {
    const real = realpathSync(path);
    if (!real.startsWith(root + sep)) return "is a link that leads out of the folder";
    return statSync(real).isFile() ? undefined : "is a link to no file";
  } catch {
    return "is a link to nothing that can be read";
  }
}
