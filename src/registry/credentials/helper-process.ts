import { spawn, type ChildProcessByStdio } from "node:child_process";
import { dirname } from "node:path";
import type { Readable, Writable } from "node:stream";
import { codeOf } from "../wire-errors.ts";

export interface Ended {
  readonly kind: "ended";
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
}

/** `why`: in brackets behind a sentence. */
export interface Failed {
  readonly kind: "failed";
  readonly why: string;
}

export interface HelperLimits {
  readonly environment: NodeJS.ProcessEnv;
  readonly maxBytes: number;
  /** In milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const HAS_GROUPS = process.platform !== "win32";

/**
 * Runs `program get` with its question on stdin, without a shell, in the program's own folder. What it says on stderr is
 * thrown away: helpers print secrets there. At a limit it is killed with everything it has started.
 */
export async function runHelper(program: string, question: string, limits: HelperLimits): Promise<Ended | Failed> {
  const { environment, deadline, signal } = limits;
  if (signal.aborted) return failed("interrupted");
  const { promise, resolve } = Promise.withResolvers<Ended | Failed>();
  const child = start(program, environment);
  const stop = (why: string) => () => {
    kill(child);
    resolve(failed(why));
  };
  const interrupt = stop("interrupted");
  const timer = setTimeout(stop(`no answer within ${deadline / 1000} s`), deadline);
  signal.addEventListener("abort", interrupt, { once: true });
  child.once("error", (error) => {
    resolve(failed(`cannot be started, ${codeOf(error)}`));
  });
  listen(child, limits.maxBytes, stop("too long an answer"), resolve);
  child.stdin.on("error", () => undefined); // It may answer without reading what it is asked.
  child.stdin.end(question);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
  }
}

function start(program: string, environment: NodeJS.ProcessEnv): Child {
  return spawn(program, ["get"], {
    // Not where the change that is judged lies.
    cwd: dirname(program),
    env: environment,
    stdio: ["pipe", "pipe", "ignore"],
    // Of a group of its own, so that its children can be ended with it.
    detached: HAS_GROUPS,
    windowsHide: true,
  });
}

function listen(child: Child, maxBytes: number, tooLong: () => void, resolve: (ended: Ended) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > maxBytes) tooLong();
    else chunks.push(chunk);
  });
  child.once("close", (code) => {
    resolve({ kind: "ended", code, stdout: Buffer.concat(chunks) });
  });
}

function kill(child: Child): void {
  child.stdout.destroy();
  if (child.pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
}

function failed(why: string): Failed {
  return { kind: "failed", why };
}
