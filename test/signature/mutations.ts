import fc from "fast-check";

/** A seeded choice of what to break: which part of a tree, and how. */
export interface Breakage {
  readonly place: number;
  readonly how: "remove" | "replace" | "repeat" | "swap";
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

export const breakage: fc.Arbitrary<Breakage> = fc.record({
  place: fc.nat(),
  how: fc.constantFrom("remove", "replace", "repeat", "swap"),
  value: fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.base64String({ maxLength: 40 }),
    fc.constantFrom("", "0", "-1", "1e3", "9007199254740993", "\u0000", "__proto__", 0, -1, 1.5, [], {}, null, true),
  ),
  bytes: fc.uint8Array({ maxLength: 12 }),
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const members = value as Readonly<Record<string | number, unknown>>;
  return [path, ...keys.flatMap((key) => pathsOf(members[key], [...path, key]))];
}

/** JSON with one part of it broken. */
export function breakJson(document: unknown, { place, how, value }: Breakage): unknown {
  const paths = pathsOf(document).slice(1);
  const path = paths[place % paths.length] ?? [];
  return change(document, path, how, value);
}

function change(node: unknown, [key, ...rest]: Path, how: Breakage["how"], value: unknown): unknown {
  if (key === undefined || typeof node !== "object" || node === null) return value;
  if (Array.isArray(node)) {
    const list = [...(node as unknown[])];
    const index = Number(key);
    if (rest.length > 0) list[index] = change(list[index], rest, how, value);
    else if (how === "remove") list.splice(index, 1);
    else if (how === "repeat") list.splice(index, 0, list[index]);
    else if (how === "swap") list.reverse();
    else list[index] = value;
    return list;
  }
  const members = new Map(Object.entries(node));
  const name = String(key);
  if (rest.length > 0) members.set(name, change(members.get(name), rest, how, value));
  else if (how === "remove") members.delete(name);
  else if (how === "repeat") members.set(`${name}2`, members.get(name));
  else if (how === "swap") members.set(name, JSON.stringify(members.get(name)));
  else members.set(name, value);
  return Object.fromEntries(members);
}

export interface Element {
  readonly tag: number;
  readonly value: Buffer;
  readonly parts: readonly Element[];
}

/** DER as a tree; octet strings that hold DER are opened, too. */
export function parse(der: Buffer): readonly Element[] | undefined {
  const elements: Element[] = [];
  for (let at = 0; at < der.length;) {
    const [tag = 0, first = 0] = der.subarray(at);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (lengthBytes > 3 || at + 2 + lengthBytes > der.length) return undefined;
    const size = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    if (start + size > der.length) return undefined;
    const value = der.subarray(start, start + size);
    const opened = (tag & 0x20) !== 0 || tag === 0x04 ? parse(value) : undefined;
    elements.push({ tag, value, parts: opened ?? [] });
    at = start + size;
  }
  return elements;
}

function encode({ tag, value, parts }: Element): Buffer {
  const body = parts.length > 0 ? Buffer.concat(parts.map(encode)) : value;
  const size = body.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** DER with one element of it broken, and the lengths around it right again. */
export function breakDer(der: Buffer, { place, how, bytes }: Breakage): Buffer {
  const tree = parse(der) ?? [];
  const count = tree.reduce((sum, element) => sum + countOf(element), 0);
  let left = place % count;
  const visit = (element: Element): readonly Element[] => {
    if (left-- === 0) return broken(element, how, bytes);
    return [{ ...element, parts: element.parts.flatMap(visit) }];
  };
  return Buffer.concat(tree.flatMap(visit).map(encode));
}

function countOf({ parts }: Element): number {
  return parts.reduce((sum, part) => sum + countOf(part), 1);
}

function broken(element: Element, how: Breakage["how"], bytes: Uint8Array): readonly Element[] {
  if (how === "remove") return [];
  if (how === "repeat") return [element, element];
  if (how === "swap") return [{ ...element, tag: bytes[0] ?? 0x05, parts: [...element.parts].reverse() }];
  return [{ ...element, value: Buffer.from(bytes), parts: [] }];
}
