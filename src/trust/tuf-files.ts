import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RefreshFailure } from "./refresh-failure.ts";

/** The TUF client's own limit for a root.json. */
const MAX_ROOT_BYTES = 512_000;

/**
 * The bytes of a TUF root.json, as far as they look like one.
 * @throws RefreshFailure "bad-root"
 */
export function readRootMetadata(path: string): Buffer {
  const bytes = readFile(path, MAX_ROOT_BYTES);
  if (bytes === undefined)
    throw badRoot(path, `cannot be read, is no regular file or has more than ${MAX_ROOT_BYTES} bytes`);
  if (typeOf(bytes) !== "root") throw badRoot(path, "is no root.json of a TUF repository");
  return bytes;
}

function badRoot(path: string, problem: string): RefreshFailure {
  return new RefreshFailure("bad-root", `the file ${path} ${problem}`);
}

/**
 * What an interrupted or a full disk left behind would else look like something that a mirror had sent.
 * @throws RefreshFailure "bad-state"
 */
export function checkState(folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => METADATA.test(name));
  const damaged = files.find((name) => typeOf(readFileSync(join(folder, name))) === undefined);
  if (damaged !== undefined) throw new RefreshFailure("bad-state", `what earlier runs kept in ${folder} is damaged`);
}

const METADATA = /[\\/](?:root|timestamp|snapshot|targets)\.json$/;

/** Opened without waiting for a writer, as a named pipe would. */
export function readFile(path: string, limit: number): Buffer | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(file);
      return status.isFile() && status.size <= limit ? readFileSync(file) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function typeOf(bytes: Buffer): string | undefined {
  try {
    const { signed } = JSON.parse(bytes.toString("utf8")) as { signed?: { _type?: unknown } };
    return typeof signed?._type === "string" ? signed._type : undefined;
  } catch {
    return undefined;
  }
}
