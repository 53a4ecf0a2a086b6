import type { Span } from "../slot.ts";
import { composeYaml, type LongForm, valueOfDocument } from "../yaml-text.ts";
import { parseJsonText } from "../json-text.ts";
import { outerMembers } from "./json-members.ts";
import { jsonSpans } from "./json-spans.ts";
import { Lines } from "./lines.ts";
import { yamlSpan } from "./yaml-spans.ts";

/** Composing a megabyte of YAML takes a second and 200 MB; of JSON a hundredth of that. */
const LONGEST_YAML = 4 * 1024 * 1024;
const LONGEST_JSON = 64 * 1024 * 1024;
/** Marks of the byte order, which the readers of YAML skip at the beginning of a line. */
const MARKS = /^\uFEFF/gm;

/** One document of a file: plain data as the walk reads it, and where its values stand in the file's text. */
export interface SourceDocument {
  readonly value: unknown;
  /** Of values with these paths, as they are written, quotes included. */
  readonly spans: (paths: readonly (readonly (string | number)[])[]) => readonly (Span | undefined)[];
}

export type Documents = { readonly documents: readonly SourceDocument[] } | { readonly why: string };

/** A file that somebody checks. Parsing it is put off, and done once whoever asks. */
export class SourceFile {
  /** As the user sees it from where the check runs, with `/`; `(standard input)` has none. */
  readonly path: string;
  readonly text: string;
  /** Where it really stands, with `/`: the folders above it may say of what format it is. */
  readonly location: string;
  #lines: Lines | undefined;
  #members: ReadonlySet<string> | undefined;
  #isJson: boolean | undefined;
  readonly #parsed = new Map<LongForm | undefined, Documents>();

  constructor(path: string, text: string, location = path) {
    this.path = path;
    this.text = text;
    this.location = location;
  }

  /** The last part of its path, lower-case. */
  get name(): string {
    return (this.path.split("/").at(-1) ?? "").toLowerCase();
  }

  get lines(): Lines {
    this.#lines ??= new Lines(this.text);
    return this.#lines;
  }

  /** The names of the outermost members of what begins as a JSON object; a log in JSON lines begins with one. Does not parse it. */
  get members(): ReadonlySet<string> {
    this.#members ??= outerMembers(this.text);
    return this.#members;
  }

  /** Whether it is JSON as a whole. A flow mapping of YAML begins as JSON does, and has members that are not seen above. */
  get isJson(): boolean {
    this.#isJson ??= isValidJson(this.text.replace(/^\uFEFF/, ""));
    return this.#isJson;
  }

  /** JSON where it is JSON, else YAML. @param longForm of YAML's tags that mean something: see {@link LongForm} */
  documents(longForm?: LongForm): Documents {
    const known = this.#parsed.get(longForm) ?? documentsIn(this.text, longForm);
    this.#parsed.set(longForm, known);
    return known;
  }
}

function isValidJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function documentsIn(text: string, longForm: LongForm | undefined): Documents {
  if (/^\uFEFF?\s*[[{]/.test(text)) {
    // The mark is white space to nobody but us.
    const json = text.replace(/^\uFEFF/, " ");
    const parsed = parseJsonText(json, LONGEST_JSON);
    if ("value" in parsed) return { documents: [{ value: parsed.value, spans: (paths) => jsonSpans(json, paths) }] };
  }
  const composed = composeYaml(text, LONGEST_YAML);
  if ("why" in composed) return composed;
  const shifted = offsetsIn(text);
  try {
    const documents = composed.documents.map((document) => ({
      value: valueOfDocument(document, longForm),
      spans: (paths: readonly (readonly (string | number)[])[]) =>
        paths.map((steps) => shifted(yamlSpan(document, steps, longForm ?? (() => undefined)))),
    }));
    return { documents };
  } catch {
    return { why: "is not valid YAML" };
  }
}

/** From offsets in the text without marks to those in the text itself. */
function offsetsIn(text: string): (span: Span | undefined) => Span | undefined {
  const marks = Array.from(text.matchAll(MARKS), ({ index }, before) => index - before);
  if (marks.length === 0) return (span) => span;
  const shift = (offset: number) => offset + marks.filter((mark) => mark <= offset).length;
  return (span) => span && { start: shift(span.start), end: shift(span.end) };
}
