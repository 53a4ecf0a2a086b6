import { dirname, join, relative, sep } from "node:path";
import {
  type Corrections,
  type FileUse,
  readImageFile,
  type RecognisedFile,
  SourceFile,
  unreadableFile,
} from "../../discover/index.ts";
import type { Inputs } from "../../report/index.ts";
import type { FileAt } from "./files.ts";
import { readText } from "./read-text.ts";

/** What the files hold. */
export interface Found {
  readonly uses: readonly FileUse[];
  readonly inputs: Inputs;
}

/** Reads files one after the other, so that no more than one of them is held. */
export function readAll(files: readonly FileAt[], corrections: Corrections): Found {
  const uses: FileUse[] = [];
  const read: { file: string; format: string }[] = [];
  const skipped: { file: string; why: string }[] = [];
  for (const file of files) {
    if ("skipped" in file) {
      skipped.push({ file: file.shown, why: file.skipped });
      continue;
    }
    const text = "text" in file ? { text: file.text } : readText(file.path);
    if ("why" in text) {
      uses.push(unreadableFile(file.shown, "a file", text.why));
      read.push({ file: file.shown, format: "unreadable" });
      continue;
    }
    const recognised = readerOf(file, corrections)(text.text);
    if (recognised === undefined) {
      if (file.isNamed) skipped.push({ file: file.shown, why: "holds nothing that is known to name images" });
      continue;
    }
    read.push({ file: file.shown, format: recognised.format });
    for (const why of recognised.notes) skipped.push({ file: file.shown, why });
    uses.push(...recognised.uses);
  }
  return { uses, inputs: { read, skipped } };
}

/** Reads texts as those of this file. */
export function readerOf(file: FileAt, corrections: Corrections): (text: string) => RecognisedFile | undefined {
  const around = { corrections, read: besideOf(file) };
  return (text) => readImageFile(new SourceFile(file.shown, text), around);
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
