import type { Around, FileReading } from "./file-format.ts";
import type { FileUse } from "./place-in-file.ts";
import { FILE_FORMATS } from "./formats.ts";
import type { SourceFile } from "./source-file.ts";

export interface RecognisedFile {
  readonly format: string;
  readonly uses: readonly FileUse[];
  /** Parts that were not read, and why, words that follow the file's name. */
  readonly notes: readonly string[];
  /** Why it was not even looked into, and what to check instead; the same words for every such file of a format. */
  readonly notRead?: string;
}

/**
 * The image uses of a file; undefined where it is of no format that is known. Never throws: what fails is a file that is not read,
 * and why (law 3).
 */
export function readImageFile(file: SourceFile, around: Around): RecognisedFile | undefined {
  for (const { name, read } of FILE_FORMATS) {
    const reading = attempt(() => read(file, around));
    if (reading !== undefined) return recognised(file, name, reading);
  }
  return undefined;
}

/** Whether a file of this name is looked into where a folder is checked. */
export function mayNameImages(name: string): boolean {
  return FILE_FORMATS.some(({ names }) => names.test(name));
}

/** The use of a file that cannot be read: it may hold any image. */
export function unreadableFile(file: string, format: string, why: string): FileUse {
  const place = { file, line: 1, column: 1, resource: format, path: "(the whole file)" };
  return { use: { kind: "unreadable", why, role: "run", pinForm: "name:tag@digest", place } };
}

function recognised(file: SourceFile, format: string, reading: FileReading): RecognisedFile {
  if ("uses" in reading) return { format, uses: reading.uses, notes: reading.notes ?? [] };
  if ("notRead" in reading) return { format, uses: [], notes: [], notRead: reading.notRead };
  return { format, uses: [unreadableFile(file.path, format, reading.why)], notes: [] };
}

function attempt(read: () => FileReading | undefined): FileReading | undefined {
  try {
    return read();
  } catch (error) {
    return { why: `could not be read (${error instanceof Error ? error.name : typeof error})` };
  }
}
