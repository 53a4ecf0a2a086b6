import { z } from "zod";
import { MalformedJson, parseStrictJson } from "../json/index.ts";
import { formatImageReference, InvalidImageReference, parseImageReference, printable } from "../reference/index.ts";
import { readBoundedFile, UnreadableFile } from "../storage/index.ts";
import type { LockEntry, LockFile } from "./lock-entry.ts";
import { entryShape, lockVersion, MAX_ENTRIES } from "./lock-shape.ts";

const MAX_BYTES = 32 * 1024 * 1024;
const LIMITS = { bytes: MAX_BYTES, depth: 16, parts: 2_000_000 };

/** A lock file that nothing may be looked up in; the message names the file, the place in it and the remedy, printable. */
export class InvalidLock extends Error {
  override readonly name = "InvalidLock";
}

/** As it was parsed: a copy would lose a member of the name `__proto__`, and with it an entry (law 3). */
const members = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

const fileShape = z.strictObject({ version: lockVersion, images: members });

/**
 * Reads a lock file whole or not at all.
 * @param source the file as people name it
 * @throws InvalidLock where it is missing, unreadable or anything else than what is written here
 */
export function loadLockFile(path: string, source: string = path): LockFile {
  try {
    return readLockFile(readBoundedFile(path, MAX_BYTES), source);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw invalid(source, "", `${error.message}.`, "Write it with `digestbound lock`, or name the right file.", error);
  }
}

/** As above, from bytes. @throws InvalidLock */
export function readLockFile(bytes: Uint8Array, source: string): LockFile {
  const file = fileShape.safeParse(parse(bytes, source), { reportInput: false });
  if (!file.success) {
    const at = file.error.issues[0]?.path.join(".") ?? "";
    throw invalid(source, at, "is not as `digestbound lock` writes it (version 1).", REWRITE);
  }
  const entries = Object.entries(file.data.images);
  if (entries.length > MAX_ENTRIES) throw invalid(source, "images", `has more than ${MAX_ENTRIES} entries.`, REWRITE);
  return new Map(entries.map(([image, value]) => [image, readEntry(image, value, source)]));
}

/** The text of a lock file: sorted, one value a line, so that a change shows what changed. */
export function lockFileText(lock: LockFile): string {
  const images = Object.fromEntries(
    [...lock].sort(([a], [b]) => (a < b ? -1 : 1)).map(([image, entry]) => [image, written(entry)]),
  );
  return `${JSON.stringify({ version: 1, images }, undefined, 2)}\n`;
}

const REWRITE = "Restore the file from version control, or write it anew with `digestbound lock`.";

function parse(bytes: Uint8Array, source: string): unknown {
  try {
    return parseStrictJson(bytes, LIMITS);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    const isConflict = /^(?:<{7}|={7}|>{7}|\|{7})/m.test(Buffer.from(bytes.subarray(0, MAX_BYTES)).toString("utf8"));
    const message = isConflict ? "a merge left conflict marks in it." : `${error.message}.`;
    throw invalid(source, "", message, isConflict ? "Keep one side of each, then run `digestbound lock`." : REWRITE);
  }
}

function readEntry(image: string, value: unknown, source: string): LockEntry {
  const at = `images["${printable(image)}"]`;
  const reference = referenceIn(image);
  if (reference === undefined || formatImageReference(reference) !== image)
    throw invalid(source, at, "is no image reference in its canonical spelling.", REWRITE);
  if (reference.tag === undefined && reference.digest === undefined)
    throw invalid(source, at, "names neither a tag nor a digest.", REWRITE);
  const entry = entryShape.safeParse(value, { reportInput: false });
  if (!entry.success) {
    const inside = entry.error.issues[0]?.path.join(".") ?? "";
    throw invalid(source, inside === "" ? at : `${at}.${printable(inside)}`, "is not as it is written.", REWRITE);
  }
  if (reference.digest !== undefined && reference.digest !== entry.data.digest)
    throw invalid(source, `${at}.digest`, "is another digest than the one that the reference names.", REWRITE);
  return entry.data as LockEntry;
}

function referenceIn(text: string) {
  try {
    return parseImageReference(text);
  } catch (error) {
    if (error instanceof InvalidImageReference) return undefined;
    throw error;
  }
}

/** Without what is empty, in one order. */
function written({ digest, mediaType, platforms, signers, source, locked, evidence }: LockEntry) {
  return {
    digest,
    mediaType,
    ...(platforms.length > 0 && { platforms }),
    ...(signers.length > 0 && { signers }),
    ...(source && { source }),
    locked,
    ...(evidence.length > 0 && { evidence }),
  };
}

function invalid(source: string, at: string, message: string, remedy: string, cause?: unknown): InvalidLock {
  const place = at === "" ? "" : `${at}: `;
  return new InvalidLock(`${printable(source)} is not a valid lock file: ${place}${message} ${remedy}`, { cause });
}
