import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type YAMLMap } from "yaml";
import type { LineOf, Path, Report } from "./problems.ts";
import { describeSyntax } from "./syntax.ts";

export interface YamlText {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Reads a text as YAML 1.2, core schema: `yes` is a text, `<<` is an ordinary key. JSON is such a text. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  // The parser compares every key with every other one; reportDuplicates does that in linear time.
  const keys = { uniqueKeys: false, stringKeys: true, merge: false };
  const document = parseDocument(text, { ...keys, schema: "core", prettyErrors: false, lineCounter: lines });
  return { document, lines };
}

/** The value of a text that is one YAML document without repeated keys and unknown tags; undefined where it is not. */
export function valueOf(yaml: YamlText, report: Report): { readonly value: unknown } | undefined {
  const mistakes = reportMistakes(yaml, report) + reportDuplicates(yaml, report);
  if (mistakes > 0) return undefined;
  try {
    // Aliases share what they refer to; what they expand to is bounded by plainCopy.
    return { value: yaml.document.toJS({ maxAliasCount: -1 }) as unknown };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = "an alias (*name) refers to no anchor (&name) before it.";
    const remedy = "Write the value out; a text that begins with * has to stand in quotes.";
    report([], message, remedy, lineOfAlias(yaml));
    return undefined;
  }
}

/** The first alias whose anchor is not there. */
function lineOfAlias({ document, lines }: YamlText): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = startOf(alias);
      return visit.BREAK;
    },
  });
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** The first mistake of each line; what follows on it is mostly its consequence. */
function reportMistakes({ document, lines }: YamlText, report: Report): number {
  const seen = new Set<number>();
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const { line } = lines.linePos(pos[0]);
    if (!seen.has(line)) report([], ...describeSyntax(code), line);
    seen.add(line);
  }
  return seen.size;
}

function reportDuplicates({ document, lines }: YamlText, report: Report): number {
  const found = duplicatesIn(document.contents, []);
  for (const { path, offset } of found) {
    const remedy = "Only one of them can count: remove the other.";
    report(path, "is written twice in the same mapping.", remedy, lines.linePos(offset).line);
  }
  return found.length;
}

interface Duplicate {
  readonly path: Path;
  readonly offset: number;
}

function duplicatesIn(node: unknown, path: Path): readonly Duplicate[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => duplicatesIn(item, [...path, index]));
  if (!isMap(node)) return [];
  const seen = new Set<string>();
  return node.items.flatMap(({ key, value }) => {
    const at = [...path, nameOf(key)];
    const repeated = seen.has(nameOf(key)) ? [{ path: at, offset: startOf(key) ?? 0 }] : [];
    seen.add(nameOf(key));
    return [...repeated, ...duplicatesIn(value, at)];
  });
}

/** Where paths stand in the text: a key's own line, an item's first line; else the line of what is nearest above. */
export function linesOf({ document, lines }: YamlText): LineOf {
  return (path) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const step of path) {
      const target: unknown = isAlias(node) ? node.resolve(document) : node;
      const found = isMap(target) ? entryOf(target, step) : isSeq(target) ? itemOf(target.items, step) : undefined;
      if (found === undefined) break;
      offset = found.offset ?? offset;
      node = found.node;
    }
    return lines.linePos(offset).line;
  };
}

interface Found {
  readonly node: unknown;
  readonly offset: number | undefined;
}

function entryOf({ items }: YAMLMap, name: string | number): Found | undefined {
  const pair = items.find(({ key }) => nameOf(key) === name);
  return pair && { node: pair.value, offset: startOf(pair.key) };
}

function itemOf(items: readonly unknown[], index: string | number): Found | undefined {
  const item = typeof index === "number" ? items[index] : undefined;
  return item === undefined ? undefined : { node: item, offset: startOf(item) };
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}
