import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";

/** A file that could not be read; the message says why, without the path. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  readonly reason: "missing" | "directory" | "no-file" | "too-large" | "unreadable";

  constructor(reason: UnreadableFile["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Reads a regular file of at most `limit` bytes.
 * @throws UnreadableFile
 */
export function readBoundedFile(path: string, limit: number): Uint8Array {
  const file = open(path);
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw new UnreadableFile("directory", "is a directory");
    if (!status.isFile()) throw new UnreadableFile("no-file", "is no regular file");
    return readAll(file, limit, status.size);
  } finally {
    closeSync(file);
  }
}

/** Without O_NONBLOCK opening a named pipe waits for a writer, forever. */
function open(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw unopened(cause);
  }
}

/**
 * Where a file really lies, all links followed.
 * @throws UnreadableFile
 */
export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (cause) {
    throw unopened(cause);
  }
}

function unopened(cause: unknown): UnreadableFile {
  const code = codeOf(cause);
  const isMissing = code === "ENOENT" || code === "ENOTDIR";
  return isMissing
    ? new UnreadableFile("missing", "does not exist", { cause })
    : new UnreadableFile("unreadable", `cannot be opened (${code})`, { cause });
}

/** The error's `code`; not by `instanceof`, since an error of Node's own may come from another realm. */
function codeOf(error: unknown): string {
  const isCoded = typeof error === "object" && error !== null && "code" in error;
  return isCoded ? String(error.code) : "unknown error";
}

/** A file may grow while it is read; what it said of its size is only where to begin. */
function readAll(file: number, limit: number, expected: number): Uint8Array {
  let buffer = Buffer.alloc(Math.min(limit, expected) + 1);
  let length = 0;
  while (length <= limit) {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.subarray(0, length);
    length += read;
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(limit, 2 * length) + 1);
  }
  throw new UnreadableFile("too-large", `is larger than ${limit} bytes`);
}
