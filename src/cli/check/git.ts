import { spawnSync } from "node:child_process";

/** A listing of some hundred thousand files. */
const MAX_OUTPUT = 256 * 1024 * 1024;
const TIMEOUT = 60_000;
/** Nothing of the repository's own is run, and nothing of it is written. */
const CAREFUL = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"] as const;

/** What git answers, as bytes; undefined where it fails, is not there, or this is none of its folders. */
export function git(folder: string, ...args: readonly string[]): Buffer | undefined {
  const { status, stdout } = spawnSync("git", [...CAREFUL, ...args], {
    cwd: folder,
    maxBuffer: MAX_OUTPUT,
    timeout: TIMEOUT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout : undefined;
}

/** The names in a list of which each ends with a NUL. */
export function namesIn(list: Buffer): readonly string[] {
  return list
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}
