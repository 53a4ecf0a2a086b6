import { createHash, randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { InvalidTrustedRoot, parseTrustedRoots, type TrustedRootOptions } from "../signature/index.ts";
import { RefreshFailure } from "./refresh-failure.ts";
import { readFile } from "./tuf-files.ts";

const MAX_BYTES = 1024 * 1024;

/** A trusted root as it lies in a file. */
export interface RootFile {
  /** `sha256:…` of its bytes. */
  readonly digest: string;
  /** When the file was written, as the file system says. */
  readonly written: Date;
}

export function digestOfText(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/**
 * What a refresh would replace; undefined where there is nothing.
 * @throws RefreshFailure "not-written" where something else lies there than a trusted root
 */
export function readRootFile(path: string): RootFile | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const bytes = readFile(path, MAX_BYTES);
  if (bytes === undefined || !isTrustedRoot(bytes))
    throw new RefreshFailure("not-written", `${path} is there and holds no trusted root, so it is left as it is`);
  return { digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, written: statSync(path).mtime };
}

function isTrustedRoot(bytes: Buffer): boolean {
  try {
    return parseTrustedRoots(bytes, "file", { logs: "optional" }).length > 0;
  } catch {
    return false;
  }
}

/**
 * The parser of documents has the last word: what it would refuse is not written.
 * @throws RefreshFailure "unusable"
 */
export function checkTrustedRoot(text: string, name: string, options: TrustedRootOptions): void {
  try {
    parseTrustedRoots(Buffer.from(text), name, options);
  } catch (error) {
    if (!(error instanceof InvalidTrustedRoot)) throw error;
    throw new RefreshFailure("unusable", `the trusted root that was published cannot be used: ${error.message}`);
  }
}

/**
 * Puts it in its place at once: a reader sees the old one or the new one. Its folder is made, but none above it.
 * @throws RefreshFailure "not-written"
 */
export function writeRootFile(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined) mkdirSync(dirname(path));
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw new RefreshFailure("not-written", `${path} cannot be written (${code})`, undefined, { cause });
  }
}
