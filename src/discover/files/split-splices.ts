import { type Digest, digestHex } from "../../reference/index.ts";
import type { Span } from "../slot.ts";
import type { Splice } from "./place-in-file.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

type Steps = readonly (string | number)[];

/** The text of a scalar as it is written, and where. */
export interface Written {
  readonly raw: string;
  readonly span: Span;
  /** What stands around it where it is nothing at all: a name's colon, a comment. */
  readonly around: readonly [before: string, after: string];
}

/** How the value at these steps is written, where it is a text or nothing, in one line, without anything before it. */
export function writtenAt(file: SourceFile, document: SourceDocument, steps: Steps): Written | undefined {
  const [span] = document.spans([steps]);
  if (span === undefined) return undefined;
  const raw = file.text.slice(span.start, span.end);
  const around = [file.text.slice(span.start - 1, span.start), file.text.slice(span.end, span.end + 1)] as const;
  return /^(?:|~|null|"[^"\\\n]*"|'[^'\n]*'|[\w.:/@+-]+)$/.test(raw) ? { raw, span, around } : undefined;
}

/** Another text in the place of a scalar, in the quotes that it has. */
export function inPlace({ raw, span, around: [before, after] }: Written, text: string): Splice {
  const quote = /^["']/.exec(raw)?.[0] ?? "";
  const spaces = raw === "" ? [before === ":" ? " " : "", after === "#" ? " " : ""] : ["", ""];
  return { span, text: `${spaces[0]}${quote}${text}${quote}${spaces[1]}` };
}

/**
 * How a reference that stands in parts is pinned: in the place for a digest where there is one, else behind the tag, which charts put
 * together as they are.
 * @param object what leads to the object that holds the parts
 * @param tag the tag that the reference has
 */
export function splitSplices(
  file: SourceFile,
  document: SourceDocument,
  object: Steps,
  tag: string | undefined,
): ((digest: Digest) => readonly Splice[] | undefined) | undefined {
  const [digest, sha, tagged] = ["digest", "sha", "tag"].map((name) => writtenAt(file, document, [...object, name]));
  if (digest !== undefined) return (wanted) => [inPlace(digest, wanted)];
  // It is a name for the digits alone.
  if (sha !== undefined)
    return (wanted) => (wanted.startsWith("sha256:") ? [inPlace(sha, digestHex(wanted))] : undefined);
  if (tagged === undefined || tag === undefined) return undefined;
  return (wanted) => [inPlace(tagged, `${tag}@${wanted}`)];
}
