import { parseDigest } from "../../../src/reference/index.ts";
import { NO_CORRECTIONS, readImageFile, SourceFile, type FileUse } from "../../../src/discover/index.ts";

/** What is told of a file: its format, a line each use as `image nginx:1 at 3:12`, and its notes after `note: `. */
export function toldFile(path: string, text: string, beside: Readonly<Record<string, string>> = {}): readonly string[] {
  const recognised = readImageFile(new SourceFile(path, text), {
    corrections: NO_CORRECTIONS,
    read: (name) => beside[name],
  });
  if (recognised === undefined) return ["not recognised"];
  const { format, uses, notes } = recognised;
  return [format, ...uses.map((use) => tellUse(use, path)), ...notes.map((note) => `note: ${note}`)];
}

export function usesIn(path: string, text: string, beside: Readonly<Record<string, string>> = {}): readonly FileUse[] {
  const around = { corrections: NO_CORRECTIONS, read: (name: string) => beside[name] };
  return readImageFile(new SourceFile(path, text), around)?.uses ?? [];
}

function tellUse({ use }: FileUse, path: string): string {
  const { file, line = "?", column = "?" } = use.place;
  const where = `${file === path ? "" : `${file ?? "nowhere"} `}${line}:${column}`;
  if (use.kind === "image") return `${use.role === "run" ? "" : `${use.role} `}image ${use.image} at ${where}`;
  if (use.kind === "unknown") return `unknown ${use.known ?? "whole"} at ${where}`;
  return `${use.kind} at ${where}: ${use.why}`;
}

/** The text after a use of it is pinned as its reader says. */
export function pinned(text: string, use: FileUse | undefined, digest: string): string | undefined {
  const splices = use?.splices?.(parseDigest(digest));
  if (splices === undefined) return undefined;
  return splices
    .toSorted((one, other) => other.span.start - one.span.start)
    .reduce((at, splice) => at.slice(0, splice.span.start) + splice.text + at.slice(splice.span.end), text);
}
