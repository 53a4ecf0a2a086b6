import type { Corrections } from "../corrections.ts";
import { gap, isObject, type EngineDocument } from "../pulumi-engine/document.ts";
import { NO_EVENT, readEvent } from "../pulumi-engine/events.ts";
import { type EngineResource, gapUse, type Gap, locateEngineUses } from "../pulumi-engine/resources.ts";
import type { FileFormat, FileReading } from "./file-format.ts";
import { isDeployedItself } from "./may-hold.ts";
import { jsonDocument, placeInOutput } from "./place-in-file.ts";
import type { SourceFile } from "./source-file.ts";

const NAME = "Pulumi engine events";
const CUT = "ends before the engine has summed up, so that resources may be missing";
/** Of a text that is something else, each line would be one. */
const MOST_GAPS = 10;

/** What `pulumi preview --json` streams where it is asked to, and what `--event-log` writes: an engine event a line. */
export const pulumiEventsFile: FileFormat = {
  name: NAME,
  names: /\.(?:json|jsonl|ndjson|log)$/i,
  read: (file, { corrections }) => (isLog(file) ? read(file, corrections) : undefined),
};

function isLog(file: SourceFile): boolean {
  const isEvent = [...file.members].some((name) => /^[a-z][A-Za-z]*Event$/.test(name));
  return isEvent && (file.members.has("sequence") || file.members.has("timestamp")) && !isDeployedItself(file);
}

interface Line {
  readonly start: number;
  readonly text: string;
}

function read(file: SourceFile, corrections: Corrections): FileReading {
  const log = new Log(file.text);
  const located = locateEngineUses(log.resources(), corrections);
  const unseen = once(log.gaps)
    .slice(0, MOST_GAPS)
    .map((one) => gapUse(one, NAME));
  return { uses: placeInOutput(file, { spans: (paths) => spansIn(log.lines, paths) }, [...located, ...unseen]) };
}

/** Reads line by line, so that no more than one event is held. The first step of a path tells the line. */
class Log {
  readonly gaps: Gap[] = [];
  readonly lines: Line[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  *resources(): Generator<EngineResource> {
    let isWhole = false;
    for (const line of linesOf(this.#text)) {
      const { document, isEnd } = eventIn(line.text);
      isWhole ||= isEnd;
      if (document.resources.length + document.gaps.length === 0) continue;
      const number = this.lines.push(line) - 1;
      for (const one of document.gaps) this.gaps.push({ ...one, at: [number, ...one.at] });
      for (const one of document.resources) yield { ...one, at: (steps) => [number, ...one.at(steps)] };
    }
    if (!isWhole) this.gaps.push({ why: CUT, at: [] });
  }
}

function once(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((one) => [one.why, one])).values()];
}

/** Every line but the blank ones. */
function* linesOf(text: string): Generator<Line> {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end);
    if (line.trim() !== "") yield { start, text: line };
    start = end + 1;
  }
}

function eventIn(line: string): { readonly document: EngineDocument; readonly isEnd: boolean } {
  try {
    const event: unknown = JSON.parse(line.replace(/^\uFEFF/, ""));
    if (isObject(event)) return readEvent(event);
  } catch {
    // Told below, as what is no object.
  }
  return { document: gap(NO_EVENT, []), isEnd: false };
}

type Spans = Parameters<typeof placeInOutput>[1]["spans"];

function spansIn(lines: readonly Line[], paths: Parameters<Spans>[0]): ReturnType<Spans> {
  // What is missing is missing at the end.
  const end = lines.at(-1)?.start ?? 0;
  const spans: ReturnType<Spans>[number][] = paths.map(() => ({ start: end, end }));
  const byLine = Map.groupBy(paths.keys(), (index) => paths[index]?.[0]);
  for (const [number, indexes] of byLine) {
    const line = typeof number === "number" ? lines[number] : undefined;
    if (line === undefined) continue;
    // A line as a whole may be no JSON.
    const inside = indexes.filter((index) => (paths[index]?.length ?? 0) > 1);
    const found = jsonDocument(line.text).spans(inside.map((index) => paths[index]?.slice(1) ?? []));
    for (const index of indexes) spans[index] = { start: line.start, end: line.start + line.text.length };
    for (const [at, index] of inside.entries()) {
      const span = found[at];
      spans[index] = span && { start: line.start + span.start, end: line.start + span.end };
    }
  }
  return spans;
}
