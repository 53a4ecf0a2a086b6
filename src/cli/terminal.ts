import type { EventEmitter } from "node:events";

/** What the command line needs of a process; `process` itself, or a stand-in under test. */
export interface Terminal extends Pick<EventEmitter, "once" | "removeListener"> {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
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

/** Colour only for people: a terminal, without NO_COLOR (no-color.org) and without --no-color. */
export function wantsColour({ stdout, env }: Terminal, flag: boolean): boolean {
  return flag && stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "";
}
