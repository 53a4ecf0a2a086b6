import { Composer, type CST, type Document, isAlias, isMap, isScalar, isSeq, Lexer, Parser, type Scalar } from "yaml";

/** What is read of objects nests as deep at most. */
const DEEPEST = 64;
const MOST_ALIASES = 1000;
const LONGEST_INDENT = 100;
const MOST_LINES = 30_000;
const MOST_LEXEMES = 200_000;
const MOST_TOKENS = 100_000;
const OPTIONS = { uniqueKeys: false, prettyErrors: false, schema: "core", merge: false, logLevel: "silent" } as const;

/** A member of a mapping, or an item of a sequence. */
export interface Entry {
  readonly key: string;
  readonly node: unknown;
}

/** The documents of a YAML file, with where everything stands in its text. */
export class YamlFile {
  readonly roots: readonly unknown[];
  readonly #text: string;
  readonly #anchors = new Map<string, unknown>();

  constructor(text: string, documents: readonly Document[]) {
    this.#text = text;
    this.roots = documents.map(({ contents }) => contents);
    for (const root of this.roots) this.#collect(root);
  }

  /** Members in their order, also those that `<<` merges in; items by their index. */
  entries(node: unknown, depth = 0): readonly Entry[] {
    const target = this.#resolved(node);
    if (isSeq(target)) return target.items.map((item, index) => ({ key: String(index), node: item }));
    if (!isMap(target) || depth > 4) return [];
    return target.items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : "";
      if (name !== "<<") return [{ key: name, node: value }];
      const merged = this.#resolved(value);
      const sources = isSeq(merged) ? (merged.items as readonly unknown[]).slice(0, 16) : [merged];
      return sources.flatMap((source) => this.entries(source, depth + 1));
    });
  }

  get(node: unknown, ...keys: readonly string[]): unknown {
    return keys.reduce((at, key) => this.#member(at, key), node);
  }

  #member(node: unknown, key: string): unknown {
    const target = this.#resolved(node);
    if (!isMap(target)) return isSeq(target) ? target.items[Number(key)] : undefined;
    const own = target.items.find((pair) => isNamed(pair.key, key));
    if (own !== undefined) return own.value;
    const merges = target.items.some((pair) => isNamed(pair.key, "<<"));
    return merges ? this.entries(node).find((entry) => entry.key === key)?.node : undefined;
  }

  isList(node: unknown): boolean {
    return isSeq(this.#resolved(node));
  }

  isMapping(node: unknown): boolean {
    return isMap(this.#resolved(node));
  }

  tag(node: unknown): string | undefined {
    const target = this.#resolved(node);
    return isSeq(target) || isScalar(target) ? target.tag : undefined;
  }

  text(node: unknown): string | undefined {
    const target = this.#resolved(node);
    if (!isScalar(target) || target.value === null || target.value === undefined) return undefined;
    return typeof target.value === "string" ? target.value : (target.source ?? undefined);
  }

  /** Where a character of a scalar's text stands in the file. */
  offsets(node: unknown): (at: number) => number {
    const target = this.#resolved(node);
    if (!isScalar(target) || !target.range) return () => 0;
    let aligned: Int32Array | undefined;
    const value = this.text(target) ?? "";
    return (at) => {
      aligned ??= align(value, this.#text, startOf(target, this.#text), target.range?.[1] ?? 0);
      return aligned[Math.max(0, Math.min(at, value.length))] ?? 0;
    };
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? this.#anchors.get(node.source) : node;
  }

  #collect(node: unknown): void {
    if (isAlias(node) && !this.#anchors.has(node.source)) throw new ReferenceError(node.source);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isMap(node)) for (const { value } of node.items) this.#collect(value);
    else if (isSeq(node)) for (const item of node.items) this.#collect(item);
  }
}

/** Reads YAML as the services do that run it; `why` follows the file's name. */
export function readYaml(text: string): YamlFile | { readonly why: string } {
  if (linesIn(text) > MOST_LINES) return { why: "has more lines than are read" };
  try {
    if (isTooLong(text)) return { why: "holds more values than are read" };
    const tokens = Array.from(new Parser().parse(text.replaceAll(/\r(?!\n)/g, "\n")));
    const costly = tooCostly(tokens);
    if (costly !== undefined) return { why: costly };
    const documents = Array.from(new Composer(OPTIONS).compose(tokens));
    if (documents.some(({ errors }) => errors.length > 0)) return { why: "is not valid YAML" };
    return new YamlFile(text, documents);
  } catch {
    return { why: "is not valid YAML" };
  }
}

function isNamed(node: unknown, key: string): boolean {
  return isScalar(node) && (node.value === key || (typeof node.value !== "string" && String(node.value) === key));
}

/** Reading tokens costs far more than telling them apart. */
function isTooLong(text: string): boolean {
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    count += lexeme.length > 0 ? 1 : 0;
    if (count > MOST_LEXEMES) return true;
  }
  return false;
}

function linesIn(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Composing recurses, and each error looks at all the others before it: both are bounded before. */
function tooCostly(tokens: readonly CST.Token[]): string | undefined {
  let aliases = 0;
  let count = 0;
  const open = tokens.map((token) => ({ token, level: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    count += 1;
    if (count > MOST_TOKENS) return "holds more values than are read";
    if (next.level > DEEPEST) return `nests deeper than ${DEEPEST} levels`;
    if (next.token.type === "error") return "is not valid YAML";
    if (next.token.type === "alias") aliases += 1;
    if (aliases > MOST_ALIASES) return `has more than ${MOST_ALIASES} aliases`;
    for (const child of childrenOf(next.token)) open.push({ token: child, level: next.level + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child !== undefined && child !== null);
}

/** The text of a block begins behind the line that announces it. */
function startOf(node: Scalar, text: string): number {
  const start = node.range?.[0] ?? 0;
  if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED") return start;
  const line = text.indexOf("\n", start);
  return line < 0 ? start : line + 1;
}

/** Indentation, folding and escapes are left out of the value: its other characters follow one another in the text. */
function align(value: string, text: string, start: number, end: number): Int32Array {
  const aligned = new Int32Array(value.length + 1);
  let at = start;
  for (let index = 0; index < value.length; index += 1) {
    const character = value[index];
    if (character !== undefined && !/\s/.test(character)) {
      const found = at;
      const limit = Math.min(end, at + LONGEST_INDENT);
      while (at < limit && text[at] !== character) at += 1;
      if (at >= limit) at = found;
    }
    aligned[index] = at;
    at += 1;
  }
  aligned[value.length] = at;
  return aligned;
}
