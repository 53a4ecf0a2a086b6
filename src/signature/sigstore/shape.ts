import { lookalikeIn, MalformedJson, parseStrictJson } from "../../json/index.ts";
import { decodeBase64 } from "./base64.ts";
import { excerpt } from "./excerpt.ts";
import { SignatureRejected } from "./reasons.ts";
import type { SignatureReason } from "./reasons.ts";

export type Members = Readonly<Record<string, unknown>>;

/** Reads signed or signing JSON member by member; every surprise is a `SignatureRejected` with the reader's reason. */
export interface ShapeReader {
  /** @param maxParts commas and opening brackets, where more are to be expected than of other documents */
  json(bytes: Uint8Array, maxBytes: number, maxParts?: number): unknown;
  /** An object that has no other members than those named. */
  closedObject(value: unknown, where: string, members: readonly string[]): Members;
  /** An object whose other members are ignored, unless they are a named one in other letter case: other readers fold case. */
  openObject(value: unknown, where: string, members: readonly string[]): Members;
  list(value: unknown, where: string): readonly unknown[];
  text(value: unknown, where: string): string;
  /** Canonical standard base64 of at least one byte. */
  bytes(value: unknown, where: string): Buffer;
  /** Which one of the named members an object has: none, or several, are two answers to one question. */
  oneOf<Name extends string>(object: Members, names: readonly Name[], where: string): Name;
  fail(message: string): SignatureRejected;
}

export function shapeReader(reason: SignatureReason, what: string, writer = "cosign"): ShapeReader {
  const fail = (message: string) =>
    new SignatureRejected(reason, `${what} that was found is not what ${writer} writes: ${message}`);
  const expect = <T>(value: T | undefined, where: string, kind: string): T => {
    if (value === undefined) throw fail(`${where} is not ${kind}`);
    return value;
  };
  return {
    fail,
    oneOf(object, names, where) {
      const [found, ...others] = names.filter((name) => Object.hasOwn(object, name));
      if (found !== undefined && others.length === 0) return found;
      throw fail(`${where} needs exactly one of ${names.join(", ")}`);
    },
    json: (bytes, bytesLimit, parts) =>
      readJson(bytes, { bytes: bytesLimit, ...(parts !== undefined && { parts }) }, what, fail),
    closedObject(value, where, members) {
      const object = expect(asObject(value), where, "an object");
      const other = Object.keys(object).find((key) => !members.includes(key));
      if (other !== undefined) throw fail(`${where} has the unknown member "${excerpt(other)}"`);
      return object;
    },
    openObject(value, where, members) {
      const object = expect(asObject(value), where, "an object");
      const other = lookalikeIn(object, members);
      if (other !== undefined) throw fail(`${where} has the member "${excerpt(other)}" in unusual letter case`);
      return object;
    },
    list: (value, where) => expect(Array.isArray(value) ? (value as unknown[]) : undefined, where, "a list"),
    text: (value, where) => expect(typeof value === "string" ? value : undefined, where, "a string"),
    bytes: (value, where) => {
      const decoded = typeof value === "string" && value !== "" ? decodeBase64(value) : undefined;
      return expect(decoded, where, "canonical standard base64");
    },
  };
}

function readJson(
  bytes: Uint8Array,
  limits: { readonly bytes: number; readonly parts?: number },
  what: string,
  fail: ShapeReader["fail"],
): unknown {
  try {
    return parseStrictJson(bytes, limits);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    if (error.reason === "too-large")
      throw new SignatureRejected("too-large", `${what} that was found has more than ${limits.bytes} bytes`);
    if (error.reason === "too-many")
      throw new SignatureRejected("too-large", `${what} that was found has more parts than are read`);
    throw fail(`it is not strict JSON (${error.reason})`);
  }
}

function asObject(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}
