import type { EventEmitter } from "node:events";

/** What the command line needs of a process; `process` itself, or a stand-in under test. */
export interface Terminal extends Pick<EventEmitter, "once" | "removeListener"> {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  /** Only read where a command is told to. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  readonly env: NodeJS.ProcessEnv;
  cwd(): string;
  /** Milliseconds since 1970; this machine's clock where it is left out, as a process does. */
  readonly now?: () => number;
}

export function nowOf({ now = Date.now }: Terminal): Date {
  return new Date(now());
}

/** The command was called in a way that cannot be carried out; the message says what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Colour for people, in this order: never with --no-color or NO_COLOR (no-color.org); with FORCE_COLOR (force-color.org), for logs
 * that show it; else on a terminal that is not `dumb`.
 */
export function wantsColour({ stdout, env }: Terminal, flag: boolean): boolean {
  if (!flag || (env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"] ?? "";
  if (forced !== "") return forced !== "0" && forced !== "false";
  return stdout.isTTY === true && env["TERM"] !== "dumb";
}

/** What build services set, each by itself or beside the others. */
const BUILD_SERVICES = [
  "CI",
  "CONTINUOUS_INTEGRATION",
  "BUILD_ID",
  "BUILD_NUMBER",
  "BUILDKITE",
  "BITBUCKET_BUILD_NUMBER",
  "CIRCLECI",
  "CODEBUILD_BUILD_ID",
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "JENKINS_URL",
  "TEAMCITY_VERSION",
  "TF_BUILD",
];

/** Whether a person reads this and nobody else: a terminal, and not the one that a build service records. */
export function isPersons({ stdout, env }: Terminal): boolean {
  return stdout.isTTY === true && BUILD_SERVICES.every((name) => (env[name] ?? "") === "");
}
