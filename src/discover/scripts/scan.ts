import { FAILED, membersOf, shapeOf, type Member } from "../data.ts";
import { parseJsonText } from "../json-text.ts";
import { parseYamlText } from "../yaml-text.ts";
import { decoded, LONGEST_SCRIPT, partsOf } from "./decode.ts";
import type { Scanned } from "./scanned.ts";
import { imagesInScript, shown, shownBy, type Shown } from "./script.ts";

type Text = Exclude<Scanned, "template">;
type Steps = readonly (string | number)[];

/** What was seen in a text, and where in it; `unread` is a text that is too long, or packed too often. */
export type Seen = (Shown | { readonly kind: "unread"; readonly line?: undefined; readonly repository?: undefined }) & {
  /** Inside the document that the text is. */
  readonly at: Steps;
};

const DEEPEST = 64;
/** Base64 in a part of a message in base64. */
const MOST_NESTED = 4;
const MOST_CHARACTERS = 2 * LONGEST_SCRIPT;
const MOST_VALUES = 50_000;
const CLOUD_CONFIG = /^(?:\uFEFF)?(?:##[^\n]*\n)?#cloud-config/;
/** A value under the name `image` that is more than a word. */
const MAY_BE_IMAGE = /[/:@]/;

/**
 * What scripts show of the images that they run, wherever they stand in a value: base64, compressed, parts of a message, the
 * commands and files of cloud-init, documents of JSON and YAML. A script is never understood, only looked through. Bounded;
 * never throws.
 */
export function scan(value: unknown, scanned: Text): readonly Seen[] {
  return scanAll([{ at: [], value, scanned }]);
}

/** The same of several values together, which may be one and the same again and again. */
export function scanAll(places: readonly Place[]): readonly Seen[] {
  const one = new Scan();
  for (const { at, value, scanned } of places)
    if (typeof value === "string") one.text(value, at, MOST_NESTED, scanned);
    else one.value(value, at, 0);
  return one.seen;
}

export interface Place {
  readonly at: Steps;
  readonly value: unknown;
  readonly scanned: Text;
}

class Scan {
  readonly seen: Seen[] = [];
  #charactersLeft = MOST_CHARACTERS;
  #valuesLeft = MOST_VALUES;

  text(text: string, at: Steps, nested: number, scanned: Text): void {
    this.#charactersLeft -= text.length;
    if (text.length > LONGEST_SCRIPT || this.#charactersLeft < 0) this.#tell({ kind: "unread" }, at);
    else if (nested === 0 && decoded(text) !== undefined) this.#tell({ kind: "unread" }, at);
    else if (
      !this.#decoded(text, at, nested, scanned) &&
      !this.#message(text, at, nested) &&
      !this.#document(text, at, scanned)
    )
      this.#script(text, at);
  }

  value(value: unknown, at: Steps, depth: number): void {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0) return;
    if (typeof value === "string") this.text(value, at, 2, "script");
    const shape = shapeOf(value);
    if (depth > DEEPEST || (shape !== "object" && shape !== "list")) return;
    const members = membersOf(value as object, this.#valuesLeft);
    if (members === FAILED) return;
    if (shape === "list") this.#arguments(members, at);
    for (const { key, value: inner } of members)
      if (!this.#image(key, inner, [...at, key])) this.value(inner, [...at, key], depth + 1);
  }

  /** A list of words is a command: `[docker, run, web]`. */
  #arguments(members: readonly Member[], at: Steps): void {
    const texts = members.map(({ value }) => value).filter((value) => typeof value === "string");
    if (texts.length < 2 || texts.length !== members.length || !texts.every((text) => text.length < 300)) return;
    const started = shownBy(texts.map((text) => ({ text, open: text.includes("$") || text.includes("{{") })));
    for (const one of started) if (one.kind !== "reference") this.#tell(one, at);
  }

  #image(key: string | number, value: unknown, at: Steps): boolean {
    if (typeof value !== "string" || !/^image$/i.test(String(key)) || !MAY_BE_IMAGE.test(value)) return false;
    const found = value.startsWith("aws/codebuild/") ? undefined : shown(value, "reference");
    if (found !== undefined) this.#tell(found, at);
    return found !== undefined;
  }

  #decoded(text: string, at: Steps, nested: number, scanned: Text): boolean {
    const inner = decoded(text);
    if (inner === null) this.#tell({ kind: "unread" }, at);
    else if (inner !== undefined) this.text(inner, at, nested - 1, scanned);
    return inner !== undefined;
  }

  #message(text: string, at: Steps, nested: number): boolean {
    const parts = partsOf(text);
    for (const [index, part] of parts.entries()) this.text(part, [...at, index], nested - 1, "script");
    return parts.length > 0;
  }

  #document(text: string, at: Steps, scanned: Text): boolean {
    if (scanned === "script" && !CLOUD_CONFIG.test(text) && !/^\s*\{/.test(text)) return false;
    const json = /^\s*[[{]/.test(text) ? parseJsonText(text) : undefined;
    const parsed = json !== undefined && "value" in json ? { values: [json.value] } : parseYamlText(text);
    if ("why" in parsed) return false;
    const documents = parsed.values.filter((value) => typeof value === "object" && value !== null);
    for (const [index, value] of documents.entries()) this.value(value, documents.length > 1 ? [...at, index] : at, 0);
    return documents.length > 0;
  }

  #script(text: string, at: Steps): void {
    for (const one of imagesInScript(text)) this.#tell(one, at);
  }

  #tell(one: Shown | { readonly kind: "unread" }, at: Steps): void {
    this.seen.push({ ...one, at });
  }
}
