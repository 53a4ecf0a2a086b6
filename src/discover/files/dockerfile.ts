import { locatedInDockerfile, type DockerfileImage } from "../dockerfile.ts";
import { linesOf } from "../dockerfile-lines.ts";
import { unknownTill } from "../documents/decided.ts";
import type { Reading } from "../format.ts";
import type { FileFormat, FileReading } from "./file-format.ts";
import { placeAt } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

const NAMES = /^(?:docker|container)file|\.(?:docker|container)file(?:$|[._-])/i;
/** Names that say nothing else: of `Dockerfile.md` or `dockerfile.go` the text has to say what it is. */
const CERTAIN = /^(?:(?:docker|container)file(?:[._-][\w.-]*)?|.*\.(?:docker|container)file)$/i;
const OTHERS =
  /\.(?:dockerignore|md|mdx|rst|txt|adoc|html?|[cm]?[jt]sx?|go|py|rb|rs|java|kt|cs|php|sh|json|ya?ml|toml|lock|sum|exp|snap|out|log|svg|png)$/i;
/** Of shapes that other languages do not have: SQL, Python and C# begin lines with the same word. */
const FROM = /^FROM\s+(?:--\S+\s+)*\S+(?:\s+AS\s+\S+)?$/i;
const PUT_IN = /\{\{[^{}]*\}\}|\{%[^{}%]*%\}/g;
/** Stands for what is put in later. */
export const HOLE = "\u{E000}";
const HOLES = /\u{E000}+/gu;

/** Whether a file of this name is read as one, wherever it is found. */
export function isDockerfileName(name: string): boolean {
  return CERTAIN.test(name) && !OTHERS.test(name);
}

/** What images are built from: `FROM`, `COPY --from`, `RUN --mount=from`, and the frontend. */
export const dockerfileFile: FileFormat = {
  name: "Dockerfile",
  names: NAMES,
  read: (file) => (isDockerfileName(file.name) || looksLikeOne(file.text) ? read(file) : undefined),
};

function looksLikeOne(text: string): boolean {
  if (text.length > 1024 * 1024 || !/^[ \t]*FROM\s/im.test(text)) return false;
  const first = linesOf(text).instructions.find((one) => !/^ARG\s/i.test(one.text));
  return first !== undefined && FROM.test(first.text);
}

function read(file: SourceFile): FileReading {
  // Of the same length, so that what stands behind it stays where it is.
  const text = file.text.replaceAll(PUT_IN, (braces) => HOLE.repeat(braces.length));
  const uses = locatedInDockerfile(text, () => undefined).map((found) => {
    const place = { resource: "Dockerfile", path: pathOf(found, text) };
    const runsOn = found.platform === undefined ? {} : { platform: found.platform };
    const use = { ...readingOf(found), role: "build-from", pinForm: "name:tag@digest", ...runsOn, place } as const;
    return placeAt(file, use, found.span ?? { start: 0, end: 0 });
  });
  return { uses };
}

type Named = Exclude<Reading, { readonly kind: "document" }>;

/** What an image in a Dockerfile is to whoever checks files: what its arguments leave open is not known yet. */
export function readingOf(found: DockerfileImage): Named {
  if (found.kind === "unreadable") return { kind: "unreadable", why: found.why };
  if (found.kind === "open") {
    const known = found.known.replace(HOLES, "…");
    return unknown(`by the build argument ${found.names.join(", ")}, which has no default`, known);
  }
  const known = found.image.replace(HOLES, "…");
  return known === found.image ? { kind: "image", image: known } : unknown("when its variables are put in", known);
}

function unknown(when: string, known: string): Named {
  return unknownTill(when, known) as Named;
}

/** The instruction that names it, as people call it. */
function pathOf({ span }: DockerfileImage, text: string): string {
  if (span === undefined) return "(the whole file)";
  const line = text.slice(text.lastIndexOf("\n", Math.max(span.start - 1, 0)) + 1, span.start);
  const keyword = /^\s*(?:ONBUILD\s+)?(FROM|COPY|ADD|RUN|ARG)\b/i.exec(line)?.[1]?.toUpperCase();
  return keyword ?? (/^\s*(?:#|\/\/)/.test(line) ? "syntax" : "FROM");
}
