import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  type CST,
  type Document,
  type Tags,
  type YAMLMap,
} from "yaml";
import { JsonObject } from "./json-text.ts";

/** What a value of an instance's metadata may hold; an App Service setting holds less. */
export const LONGEST_TEXT = 256 * 1024;
/** What is read of objects nests as deep at most. */
const DEEPEST = 64;
const MOST_ALIASES = 1000;
/** Merging copies, and what was merged may be merged again: 9 of 9 of 9 is soon more than there is memory. */
const MOST_MERGED = 10_000;
/** What ends a line in YAML 1.1, and is a character like any other in 1.2. */
const OLD_BREAKS = /[\u0085\u2028\u2029]/;
/** Readers of YAML 1.1 decode it, in names as well. */
const BINARY: Tags = ["binary"];
const OPTIONS = {
  uniqueKeys: false,
  prettyErrors: false,
  schema: "core",
  customTags: BINARY,
  merge: false,
  logLevel: "silent",
} as const;

export const NOT_YAML = "is not valid YAML";

/** The name of the object's one member that a tag stands for: `!Sub text` is `{ "Fn::Sub": text }`. */
export type LongForm = (tag: string) => string | undefined;

/**
 * Reads a YAML text, one value a document. Every member is kept, also those of equal names and those that `<<` merges in, unless
 * another follows for them, because which of them counts is the reader's business: every one of them is judged. An alias is the value it refers to.
 * @param longForm of the tags that mean something; all others mean nothing
 */
export function parseYamlText(
  text: string,
  longForm: LongForm = () => undefined,
): { readonly values: readonly unknown[] } | { readonly why: string } {
  const composed = composeYaml(text);
  if ("why" in composed) return composed;
  try {
    return { values: composed.documents.map((document) => valueOfDocument(document, longForm)) };
  } catch {
    return { why: NOT_YAML };
  }
}

/** What a document of such a text says. @throws Error where an alias has no anchor, and where merging goes on and on */
export function valueOfDocument(document: Document, longForm: LongForm = () => undefined): unknown {
  return new Reader(longForm).document(document);
}

/**
 * The documents of a YAML text, for whoever also asks where something stands.
 * @param longest how many characters are read
 */
export function composeYaml(
  text: string,
  longest = LONGEST_TEXT,
): { readonly documents: readonly Document[] } | { readonly why: string } {
  if (text.length > longest) return { why: `is a YAML text of more than ${longest} characters` };
  if (OLD_BREAKS.test(text)) return { why: "is a YAML text with ends of lines that its readers do not agree on" };
  try {
    const tokens = Array.from(new Parser().parse(asRead(text)));
    const costly = tooCostly(tokens);
    if (costly !== undefined) return { why: costly };
    const documents = Array.from(new Composer(OPTIONS).compose(tokens));
    if (documents.some(({ errors }) => errors.length > 0)) return { why: NOT_YAML };
    return { documents };
  } catch {
    return { why: NOT_YAML };
  }
}

/** To every reader a carriage return ends a line; some of them skip a mark of the byte order wherever a line begins with one. */
function asRead(text: string): string {
  return text.replaceAll(/\r(?!\n)/g, "\n").replaceAll(/^\uFEFF/gm, "");
}

/** Composing recurses, and each error looks at all the others before it: both are bounded before. */
function tooCostly(tokens: readonly CST.Token[]): string | undefined {
  let aliases = 0;
  const open = tokens.map((token) => ({ token, level: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.level > DEEPEST) return `is a YAML text that nests deeper than ${DEEPEST} levels`;
    if (next.token.type === "error") return NOT_YAML;
    if (next.token.type === "alias") aliases += 1;
    if (aliases > MOST_ALIASES) return `is a YAML text with more than ${MOST_ALIASES} aliases`;
    for (const child of childrenOf(next.token)) open.push({ token: child, level: next.level + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child !== undefined && child !== null);
}

/** Shares what aliases share: a document that contains itself becomes a cycle, which the walk reports. */
class Reader {
  readonly #read = new Map<unknown, unknown>();
  /** What was met so far: an alias refers to the last one before it. */
  readonly #anchors = new Map<string, unknown>();
  readonly #longForm: LongForm;
  #merged = 0;

  constructor(longForm: LongForm) {
    this.#longForm = longForm;
  }

  document({ contents }: Document): unknown {
    return this.#value(contents);
  }

  #value(node: unknown): unknown {
    if (isAlias(node)) return this.#alias(node.source);
    if ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
    return this.#tagged(node);
  }

  #tagged(node: unknown): unknown {
    const tag = isScalar(node) || isSeq(node) || isMap(node) ? node.tag : undefined;
    const name = tag === undefined ? undefined : this.#longForm(tag);
    if (name === undefined) return this.#untagged(node);
    const object = new JsonObject();
    object.members.push({ key: name, value: this.#untagged(node), span: undefined });
    return object;
  }

  #untagged(node: unknown): unknown {
    if (isScalar(node)) return plain(node.value);
    if (this.#read.has(node)) return this.#read.get(node);
    if (isSeq(node)) return this.#list(node.items, node);
    return isMap(node) ? this.#object(node) : node;
  }

  #alias(name: string): unknown {
    const node = this.#anchors.get(name);
    if (node === undefined) throw new Error("an alias without an anchor");
    return this.#tagged(node);
  }

  #list(items: readonly unknown[], node: unknown): unknown {
    const list: unknown[] = [];
    this.#read.set(node, list);
    for (const item of items) list.push(this.#value(item));
    return list;
  }

  #object(node: YAMLMap): JsonObject {
    const object = new JsonObject();
    this.#read.set(node, object);
    const own = node.items.map(({ key, value }) => {
      const name = nameOf(this.#value(key));
      return { key: name, value: this.#value(value), span: undefined };
    });
    // First, because a member of the object's own wins over a merged one.
    const last = new Map(own.map(({ key }, index) => [key, index]));
    for (const [index, { key, value }] of own.entries())
      if (key === "<<") this.#merge(object, value, (name) => (last.get(name) ?? -1) > index);
    for (const member of own) object.members.push(member);
    return object;
  }

  /** @param isReplaced by a member of the object's own that follows: to every reader. One that stands before is so to some. */
  #merge(object: JsonObject, merged: unknown, isReplaced: (name: string) => boolean): void {
    for (const source of Array.isArray(merged) ? (merged as unknown[]) : [merged]) {
      if (!(source instanceof JsonObject) || source === object) continue;
      this.#merged += source.members.length;
      if (this.#merged > MOST_MERGED) throw new Error("more members are merged than are read");
      for (const member of source.members) if (!isReplaced(member.key)) object.members.push(member);
    }
  }
}

/** An object is no name that anybody reads. */
function nameOf(key: unknown): string {
  return typeof key === "object" && key !== null ? "" : String(key);
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
}
