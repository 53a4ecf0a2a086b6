import { spawnSync } from "node:child_process";

/** What a hook of git's is run with: they name one repository and one way to read paths, whatever folder is asked about. */
const OF_HOOKS = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE"],
  ...[
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_EXTERNAL_DIFF",
  ],
];

/** A listing of some hundred thousand files. */
const MAX_OUTPUT = 256 * 1024 * 1024;
const TIMEOUT = 60_000;
/** Nothing of the repository's own is run, and nothing of it is written. */
const CAREFUL = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-optional-locks"] as const;

/** What git answers, as bytes; undefined where it fails, is not there, or this is none of its folders. */
export function git(folder: string, ...args: readonly string[]): Buffer | undefined {
  const { status, stdout } = spawnSync("git", [...CAREFUL, ...args], {
    cwd: folder,
    env: environment(),
    maxBuffer: MAX_OUTPUT,
    timeout: TIMEOUT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout : undefined;
}

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_HOOKS.includes(name)));
}

/** The names in a list of which each ends with a NUL. */
export function namesIn(list: Buffer): readonly string[] {
  return list
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}
