import { locatedInDockerfile } from "../dockerfile.ts";
import { unknownTill } from "../documents/decided.ts";
import type { Format, Reading } from "../format.ts";
import { parseHcl } from "../hcl/parse.ts";
import { HOLES_TOGETHER, hasHole, shownLater } from "../partial.ts";
import type { Scope } from "../platform.ts";
import type { Span } from "../slot.ts";
import { ANY, place, usesByFields } from "./by-fields.ts";
import { HOLE, readingOf } from "./dockerfile.ts";
import type { FileFormat, FileReading } from "./file-format.ts";
import { placeAt, whereOnce } from "./place-in-file.ts";
import { isObject } from "./recognised.ts";
import type { SourceDocument, SourceFile } from "./source-file.ts";

const NAME = /^docker-bake[^/]*\.(?:hcl|json)$/;
/** Variables go by their names alone. */
const REFERENCE = /^()([\p{L}_][\p{L}\p{N}_-]*)$/u;

const context: Format = {
  read: (text) => {
    const [, image] = /^docker-image:\/\/(.*)$/is.exec(text) ?? [];
    if (image === undefined) return hasHole(text) ? [later(text)] : [];
    return hasHole(image) ? [later(image)] : [{ kind: "image", image }];
  },
};
const inline: Format = {
  read: (text) => locatedInDockerfile(text.replaceAll(HOLES_TOGETHER, HOLE), () => undefined).map(readingOf),
};

function later(text: string): Reading {
  return unknownTill("by a variable that this file leaves open", shownLater(text));
}

const SCOPE: Scope = {
  here: [
    place(["target", ANY, "contexts", ANY], { role: "build-from", format: context, certain: false }),
    place(["target", ANY, "dockerfile-inline"], { role: "build-from", format: inline, certain: false }),
  ],
  below: [],
};

/** Targets of `docker buildx bake`: what they are built from besides their Dockerfiles. */
export const bakeFile: FileFormat = {
  name: "Docker Bake",
  names: NAME,
  read: (file) => (NAME.test(file.name) ? read(file) : undefined),
};

function read(file: SourceFile): FileReading {
  if (file.name.endsWith(".json")) return readJson(file);
  const parsed = parseHcl(file.text, () => undefined, REFERENCE);
  if ("why" in parsed) return parsed;
  const whole: SourceDocument = { value: parsed.value, spans: (paths) => paths.map(() => undefined) };
  const uses = usesByFields(file, whole, SCOPE, "Docker Bake").map(({ use }) => {
    const at = use.kind === "image" ? writtenAt(file.text, use.image) : undefined;
    return placeAt(file, use, at ?? targetOf(file.text, use.place.path));
  });
  return { uses };
}

function readJson(file: SourceFile): FileReading {
  const parsed = file.documents();
  if ("why" in parsed) return parsed;
  if (parsed.documents.some(({ value }) => !isObject(value))) return { why: "is no object" };
  return { uses: parsed.documents.flatMap((document) => usesByFields(file, document, SCOPE, "Docker Bake")) };
}

/** Where an image is named; one that a comment speaks of is put together elsewhere. */
function writtenAt(text: string, image: string): Span | undefined {
  const found = whereOnce(text, { start: 0, end: text.length }, image);
  if (found === undefined) return undefined;
  const line = text.slice(text.lastIndexOf("\n", found.start) + 1, found.start);
  return /^[^#]*(?:docker-image:\/\/|\bFROM\s+|from=)$/i.test(line) ? found : undefined;
}

/** Where the target begins in which an image stands that the text has elsewhere, or twice. */
function targetOf(text: string, path: string) {
  const [, name = ""] = /^target\.([\w-]+)/.exec(path) ?? [];
  const start = name === "" ? -1 : text.search(new RegExp(`^[ \\t]*target[ \\t]+"?${name}"?[ \\t]*\\{`, "m"));
  return { start: Math.max(start, 0), end: Math.max(start, 0) };
}
