import { dirname, join, relative, sep } from "node:path";
import {
  type Around,
  type FileUse,
  readImageFile,
  type RecognisedFile,
  SourceFile,
  unreadableFile,
} from "../../discover/index.ts";
import type { Inputs } from "../../report/index.ts";
import type { FileAt } from "./files.ts";
import { NotRead } from "./not-read.ts";
import type { Pipelines } from "./pipelines.ts";
import { readText } from "./read-text.ts";

/** What the files hold. */
export interface Found {
  readonly uses: readonly FileUse[];
  readonly inputs: Inputs;
}

/** What a reader knows that is the same for every file. */
export type Beside = Omit<Around, "read">;

/** Files on their way: each is let go of once it was read. */
export interface Reading {
  readonly add: (file: FileAt) => void;
  readonly found: () => Found;
}

/** Reads files one after the other, so that no more than one of them is held. */
export function readAll(files: readonly FileAt[], around: Beside): Found {
  const reading = startReading(around);
  for (const file of files) reading.add(file);
  return reading.found();
}

export interface ReadingOptions {
  /** What to keep of a use: one that says how it is written holds the text of its file. */
  readonly keep?: (use: FileUse) => FileUse;
  readonly pipelines?: Pipelines;
}

export function startReading(around: Beside, { keep = (use) => use, pipelines }: ReadingOptions = {}): Reading {
  const uses: FileUse[] = [];
  const read: { file: string; format: string }[] = [];
  const skipped: { file: string; why: string }[] = [];
  const notRead = new NotRead();
  const skip = (file: FileAt, why: string) => void skipped.push({ file: file.shown, why });
  const add = (file: FileAt): void => {
    if ("skipped" in file) {
      skip(file, file.skipped);
      return;
    }
    const text = "text" in file ? { text: file.text } : readText(file.path);
    if ("why" in text) {
      uses.push(unreadableFile(file.shown, "a file", text.why));
      read.push({ file: file.shown, format: "unreadable" });
      return;
    }
    const isPipeline = pipelines?.add(file, text.text) === true;
    const recognised = readerOf(file, around)(text.text);
    if (recognised?.notRead !== undefined) notRead.add(file.shown, recognised.notRead);
    else if (recognised !== undefined) {
      read.push({ file: file.shown, format: recognised.format });
      for (const why of recognised.notes) skip(file, why);
      uses.push(...recognised.uses.map(keep));
    } else if (isPipeline) read.push({ file: file.shown, format: "pipeline" });
    else if (file.isNamed) skip(file, "holds nothing that is known to name images");
  };
  const found = () => ({ uses: once(uses), inputs: { read, skipped: [...skipped, ...notRead.told()] } });
  return { add, found };
}

/**
 * A nested template is read with the stack that it is nested in, and by itself where it stands among the files; the default of an argument
 * stands at one place, however many stages are built from it.
 */
function once(uses: readonly FileUse[]): readonly FileUse[] {
  const keyOf = ({ use }: FileUse) => JSON.stringify([use.place, use.kind, use.kind === "image" ? use.image : ""]);
  return [...new Map(uses.toReversed().map((one) => [keyOf(one), one])).values()].reverse();
}

function locationOf(file: FileAt): string {
  return "path" in file ? file.path.split(sep).join("/") : file.shown;
}

/** Reads texts as those of this file, each use once: who counts them counts the same. */
export function readerOf(file: FileAt, around: Beside): (text: string) => RecognisedFile | undefined {
  const all = { ...around, read: besideOf(file) };
  return (text) => {
    const found = readImageFile(new SourceFile(file.shown, text, locationOf(file)), all);
    return found && { ...found, uses: once(found.uses) };
  };
}

/** Other files of the tree that is checked: a link or a name that leads out of it reads nothing. */
function besideOf(file: FileAt): (path: string) => string | undefined {
  if (!("path" in file)) return () => undefined;
  return (path) => {
    const at = join(dirname(file.path), path);
    const inside = relative(file.root, at);
    if (inside === ".." || inside.startsWith(`..${sep}`)) return undefined;
    const text = readText(at);
    return "text" in text ? text.text : undefined;
  };
}
