import { isAlias, isMap, isScalar, isSeq, type Document, type Node, visit, type YAMLMap } from "yaml";
import type { Span } from "../slot.ts";
import type { LongForm } from "../yaml-text.ts";

/** An alias of an alias of an alias: more is a circle. */
const MOST_TURNS = 64;

/**
 * Where the value at these steps stands in the text of a YAML document, as it is written: a scalar with its quotes. A member that
 * is merged in, or that stands behind an alias, stands where it is written once. Of members of equal names the last.
 */
export function yamlSpan(
  document: Document,
  steps: readonly (string | number)[],
  longForm: LongForm,
): Span | undefined {
  let nodes: readonly unknown[] = [document.contents];
  for (const step of steps) {
    nodes = nodes.flatMap((node) => below(followed(node, document), step, document, longForm));
    if (nodes.length === 0) return undefined;
  }
  const node = followed(nodes.at(-1), document);
  const range = isNode(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function isNode(node: unknown): node is Node {
  return isScalar(node) || isMap(node) || isSeq(node);
}

/** What each alias of a document refers to: to look for it anew costs a way through all of the document. */
const known = new WeakMap<Document, ReadonlyMap<unknown, unknown>>();

function targetsIn(document: Document): ReadonlyMap<unknown, unknown> {
  const kept = known.get(document);
  if (kept !== undefined) return kept;
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  known.set(document, targets);
  return targets;
}

function followed(node: unknown, document: Document): unknown {
  let at = node;
  for (let turns = 0; isAlias(at) && turns < MOST_TURNS; turns += 1) at = targetsIn(document).get(at);
  return at;
}

function below(node: unknown, step: string | number, document: Document, longForm: LongForm): readonly unknown[] {
  const tag = isNode(node) ? node.tag : undefined;
  if (tag !== undefined && longForm(tag) === step) return [untagged(node)];
  if (isSeq(node)) return typeof step === "number" && step in node.items ? [node.items[step]] : [];
  return isMap(node) ? members(node, String(step), document, new Set()) : [];
}

const untaggedNodes = new WeakMap<Node, Node>();

/** A short tag stands for an object of one member, whose value is the same node without it. */
function untagged(node: unknown): unknown {
  if (!isNode(node)) return node;
  const made = untaggedNodes.get(node);
  if (made !== undefined) return made;
  // What kind of node it is stands in a property that is not enumerable.
  const own = Object.getOwnPropertyDescriptors(node);
  const plain = Object.create(Object.getPrototypeOf(node) as object, own) as Node;
  delete plain.tag;
  untaggedNodes.set(node, plain);
  return plain;
}

/** One of the object's own wins over those that are merged in. What was searched once is not searched again. */
function members(map: YAMLMap, name: string, document: Document, searched: Set<YAMLMap>): readonly unknown[] {
  if (searched.has(map)) return [];
  searched.add(map);
  const byName = namesIn(map, document);
  const own = byName.get(name);
  if (own !== undefined) return own.slice(-1);
  const merged = (byName.get("<<") ?? []).map((value) => followed(value, document));
  const sources = merged.flatMap((value) => (isSeq(value) ? value.items : [value]));
  const maps = sources.map((source) => followed(source, document)).filter((source) => isMap(source));
  return maps.flatMap((source) => members(source, name, document, searched)).slice(0, 1);
}

const names = new WeakMap<YAMLMap, ReadonlyMap<string, readonly unknown[]>>();

/** The values of a map by their names: each is asked for by itself, and there may be thousands. */
function namesIn(map: YAMLMap, document: Document): ReadonlyMap<string, readonly unknown[]> {
  const known = names.get(map);
  if (known !== undefined) return known;
  const byName = new Map<string, unknown[]>();
  for (const { key, value } of map.items) {
    const name = nameOf(key, document);
    if (name === undefined) continue;
    const values = byName.get(name);
    if (values === undefined) byName.set(name, [value]);
    else values.push(value);
  }
  names.set(map, byName);
  return byName;
}

function nameOf(key: unknown, document: Document): string | undefined {
  const node = followed(key, document);
  if (!isScalar(node)) return undefined;
  return node.value instanceof Uint8Array ? Buffer.from(node.value).toString() : String(node.value);
}
