import { realpathSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { printable } from "../../reference/index.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { git, namesIn } from "./git.ts";
import { pullRequestBase } from "./pull-request.ts";

/** What a change is compared with. */
export interface Base {
  /** As it was named, printable. */
  readonly ref: string;
  readonly commit: string;
  /** Where the change left the base's history; the base's commit itself where the clone does not reach back so far. */
  readonly since: string;
  /** The repository's own folder, links followed. */
  readonly root: string;
}

/**
 * The base that was named, or that of the pull request which is built here (law 8).
 * @throws UsageError where it is not in this clone
 */
export function baseOf(named: string | undefined, terminal: Terminal): Base | undefined {
  const branch = named === undefined ? pullRequestBase(terminal.env) : undefined;
  const ref = named ?? branch;
  if (ref === undefined) return undefined;
  const cwd = terminal.cwd();
  const root = lineOf(git(cwd, "rev-parse", "--show-toplevel"));
  if (root === undefined) throw noRepository(ref, named !== undefined);
  const commit = branch === undefined ? commitOf(ref, cwd) : commitNamed(`refs/remotes/${branch}`, cwd);
  if (commit === undefined) throw noCommit(ref);
  const since = sinceOf(commit, cwd);
  return { ref: printable(ref), commit, since, root: realpathSync(root) };
}

/**
 * A tag goes before a branch of its name, and whoever may push the one may not push the other.
 * @throws UsageError where the name is that of several commits
 */
function commitOf(ref: string, cwd: string): string | undefined {
  const kinds = ["tags", "heads", "remotes"].map((kind) => commitNamed(`refs/${kind}/${ref}`, cwd));
  const commits = new Set([commitNamed(ref, cwd), ...kinds].filter((one) => one !== undefined));
  if (commits.size > 1)
    throw new UsageError(
      `${printable(ref)} is the name of several commits here: say which is meant, such as refs/remotes/origin/main.`,
    );
  return [...commits][0];
}

function commitNamed(ref: string, cwd: string): string | undefined {
  return lineOf(git(cwd, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`));
}

/** Where the change left the base's history; where that is several commits, no one of them tells what the change is. */
function sinceOf(commit: string, cwd: string): string {
  const bases = lineOf(git(cwd, "merge-base", "--all", commit, "HEAD"))?.split("\n") ?? [];
  return bases.length === 1 ? (bases[0] ?? commit) : commit;
}

function noRepository(ref: string, isNamed: boolean): UsageError {
  const why = isNamed ? "--changed-since" : "a pull request";
  return new UsageError(
    `${why} is compared with ${printable(ref)}, which git does not tell here: this is no folder of a repository, it belongs to somebody else (git config safe.directory), or git is not installed.`,
  );
}

function noCommit(ref: string): UsageError {
  return new UsageError(
    `${printable(ref)} is not in this clone, and its policy is what a change is judged by. ` +
      "Fetch it first: `git fetch origin BRANCH`, or in GitHub Actions `fetch-depth: 0` for actions/checkout; in GitLab CI `GIT_DEPTH: 0`.",
  );
}

function lineOf(output: Buffer | undefined): string | undefined {
  const line = output?.toString("utf8").replace(/\r?\n$/, "");
  return line === "" ? undefined : line;
}

/** Nor does `.gitmodules`, which is part of the change, say that a submodule is none of it. */
const NO_PROGRAMS = ["--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules=none"] as const;

/** Paths from the repository's folder, with `/`, of what differs from the base in this checkout; what was deleted is not there. */
export function changedSince({ root, since }: Base): ReadonlySet<string> {
  const changed = git(root, "diff", "--name-only", "-z", "--diff-filter=d", ...NO_PROGRAMS, since, "--");
  const added = git(root, "ls-files", "-z", "--others", "--exclude-standard");
  if (changed === undefined || added === undefined) throw new UsageError("git cannot tell what was changed.");
  return new Set([...namesIn(changed), ...namesIn(added)]);
}

/** Which of the paths, seen from the repository's folder, the change touches, deletes or adds. */
export function touched({ root, since }: Base, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const literal = paths.map((path) => `:(top,literal)${path}`);
  const changed = git(root, "diff", "--name-only", "-z", ...NO_PROGRAMS, since, "--", ...literal);
  const added = git(root, "ls-files", "-z", "--others", "--", ...literal);
  if (changed === undefined || added === undefined)
    throw new UsageError("git cannot tell whether the policy was changed.");
  return [...new Set([...namesIn(changed), ...namesIn(added)])].sort();
}

/** The path from the repository's folder, with `/`; undefined where it lies outside. */
export function inRepository({ root }: Pick<Base, "root">, path: string): string | undefined {
  const inner = relative(root, realOf(path)).split(sep).join("/");
  return inner === ".." || inner.startsWith("../") || resolve(inner) === inner ? undefined : inner;
}

/**
 * The same as it is written: below the repository's folder no link is followed, since the change may have made it.
 * Undefined also where a link from elsewhere leads in.
 */
export function writtenInRepository({ root }: Pick<Base, "root">, path: string): string | undefined {
  let inner: string | undefined;
  for (let at = dirname(path); ; at = dirname(at)) {
    if (realOf(at) === root) inner = relative(at, path).split(sep).join("/");
    if (at === dirname(at)) return inner;
  }
}

/** Of a file that is not there: by its folder. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = resolve(path, "..");
    return folder === path ? path : resolve(realOf(folder), relative(folder, path));
  }
}
