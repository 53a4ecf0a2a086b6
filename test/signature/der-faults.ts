import { parse } from "./mutations.ts";
import type { Element } from "./mutations.ts";

/** What can be wrong with one tag, length or value of DER; the lengths around it are right unless the name says so. */
export const DER_FAULTS = {
  "another class": ({ tag, body }) => tlv(tag ^ 0x80, body),
  "constructed for primitive": ({ tag, body }) => tlv(tag ^ 0x20, body),
  "another tag": ({ tag, body }) => tlv(tag ^ 0x01, body),
  "a length in long form": ({ tag, body }) => Buffer.concat([Buffer.of(tag), longLength(body.length, 1), body]),
  "a length with leading zeros": ({ tag, body }) => Buffer.concat([Buffer.of(tag), longLength(body.length, 4), body]),
  "an indefinite length": ({ tag, body }) => Buffer.concat([Buffer.of(tag, 0x80), body, Buffer.of(0, 0)]),
  "a length too short": ({ tag, body }) =>
    Buffer.concat([Buffer.of(tag), lengthOf(Math.max(body.length - 1, 0)), body]),
  "a length too long": ({ tag, body }) => Buffer.concat([Buffer.of(tag), lengthOf(body.length + 1), body]),
  "an enormous length": ({ tag, body }) => Buffer.concat([Buffer.of(tag, 0x84, 0xff, 0xff, 0xff, 0xff), body]),
  "a byte more": ({ tag, body }) => tlv(tag, Buffer.concat([body, Buffer.of(0)])),
  "a byte before": ({ tag, body }) => tlv(tag, Buffer.concat([Buffer.of(0), body])),
  "a padded arc": ({ tag, body }) => tlv(tag, Buffer.concat([Buffer.of(0x80), body])),
  "another last byte": ({ tag, body }) => tlv(tag, flipped(body, body.length - 1)),
  "another first byte": ({ tag, body }) => tlv(tag, flipped(body, 0)),
  "no value": ({ tag }) => tlv(tag, Buffer.alloc(0)),
  nothing: () => Buffer.alloc(0),
  "it twice": ({ tag, body }) => Buffer.concat([tlv(tag, body), tlv(tag, body)]),
} as const satisfies Readonly<Record<string, (part: Part) => Buffer>>;

export type DerFault = keyof typeof DER_FAULTS;

interface Part {
  readonly tag: number;
  readonly body: Buffer;
}

/** How many tags there are to break. */
export function partsOf(der: Buffer): number {
  const count = ({ parts }: Element): number => parts.reduce((sum, part) => sum + count(part), 1);
  return (parse(der) ?? []).reduce((sum, part) => sum + count(part), 0);
}

/** DER with the fault at one of its tags, counted from the outermost on. */
export function withFault(der: Buffer, place: number, fault: DerFault): Buffer {
  let left = place;
  const encode = ({ tag, value, parts }: Element): Buffer => {
    const isPlace = left-- === 0;
    const body = parts.length > 0 ? Buffer.concat(parts.map(encode)) : value;
    return isPlace ? DER_FAULTS[fault]({ tag, body }) : tlv(tag, body);
  };
  return Buffer.concat((parse(der) ?? []).map(encode));
}

function tlv(tag: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(body.length), body]);
}

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.of(size);
  return longLength(size, size < 0x100 ? 1 : 2);
}

function longLength(size: number, bytes: number): Buffer {
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(size);
  const needed = Math.max(bytes, size < 0x100 ? 1 : 2);
  return Buffer.concat([Buffer.of(0x80 | needed), digits.subarray(4 - needed)]);
}

function flipped(body: Buffer, at: number): Buffer {
  const copy = Buffer.from(body);
  if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
