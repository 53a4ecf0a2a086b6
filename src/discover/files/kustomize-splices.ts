import type { Digest } from "../../reference/index.ts";
import type { Splice } from "./place-in-file.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";
import { inPlace, writtenAt } from "./split-splices.ts";

type Splices = ((digest: Digest) => readonly Splice[] | undefined) | undefined;

/** A longer one is nothing to write below. */
const LONGEST_COMMENT = 1000;

/** How an override is pinned: in its `digest`, or by one that is written below its `newTag`. */
export function overrideSplices(
  file: SourceFile,
  document: SourceDocument,
  override: readonly (string | number)[],
  tag: string | undefined,
): Splices {
  const digest = writtenAt(file, document, [...override, "digest"]);
  if (digest !== undefined) return (wanted) => [inPlace(digest, wanted)];
  const newTag = writtenAt(file, document, [...override, "newTag"]);
  if (newTag === undefined || tag === undefined) return undefined;
  const added = lineBelow(file.text, newTag.span.start, newTag.span.end);
  return added === undefined ? undefined : (wanted) => [{ span: added.span, text: `${added.before}digest: ${wanted}` }];
}

/** Only where the member has a line for itself: another one is then written with the same indent. */
function lineBelow(text: string, start: number, end: number): { span: Splice["span"]; before: string } | undefined {
  const begin = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const [before, after] = [
    text.slice(begin, start),
    /^[^\r\n]*/.exec(text.slice(end, end + LONGEST_COMMENT))?.[0] ?? "",
  ];
  const indent = /^( *(?:- +)?)["']?newTag["']? *: *$/.exec(before)?.[1];
  if (indent === undefined || !/^[ \t]*(?:#.*)?$/.test(after)) return undefined;
  const lineEnd = text.slice(end, end + after.length + 2).includes("\r\n") ? "\r\n" : "\n";
  const at = end + after.length;
  return { span: { start: at, end: at }, before: `${lineEnd}${indent.replace("-", " ")}` };
}
