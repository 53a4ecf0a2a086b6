import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { killTree } from "./process-tree.ts";

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds; at the end the process and all that descends from it are killed. */
  readonly timeoutMs: number;
  /** Default `ignore`; `held` is a pipe that says nothing and ends when this process does, however it does. */
  readonly stdin?: "ignore" | "held";
  /** Called with the process's id once it runs. */
  readonly onStart?: (pid: number) => void;
  /** Sees every piece of stdout and stderr as it arrives. */
  readonly onOutput?: (text: string, stream: "stdout" | "stderr") => void;
}

export interface CommandResult {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they arrived. */
  readonly output: string;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const LAST_WORDS_MS = 2_000;

/**
 * Runs a program, and kills it with all that it started at the deadline or when this process is interrupted.
 * Rejects only when the program cannot be started.
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [options.stdin === "held" ? "pipe" : "ignore", "pipe", "pipe"],
    detached: true,
  });
  const collected = collect(child, options.onOutput);
  const stopForwarding = forwardSignals(child);
  if (child.pid !== undefined) options.onStart?.(child.pid);
  const deadline = new AbortController();
  const expired = killAt(child, options.timeoutMs, deadline.signal);
  try {
    const exitCode = await ended(child);
    deadline.abort();
    return { exitCode, timedOut: await expired, ...collected() };
  } finally {
    deadline.abort();
    stopForwarding();
  }
}

async function ended(child: ChildProcess): Promise<number | undefined> {
  // A program that cannot be started rejects below; the same error here would be an unhandled rejection.
  const closed = once(child, "close").catch(() => undefined);
  const [code] = (await once(child, "exit")) as [number | null];
  await Promise.race([closed, delay(LAST_WORDS_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return code ?? undefined;
}

function collect(child: ChildProcess, onOutput: CommandOptions["onOutput"]) {
  const pieces: { readonly stream: "stdout" | "stderr"; readonly text: string }[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      pieces.push({ stream, text });
      onOutput?.(text, stream);
    });
  }
  const joined = (wanted: typeof pieces): string => wanted.map((piece) => piece.text).join("");
  return () => ({
    stdout: joined(pieces.filter((piece) => piece.stream === "stdout")),
    stderr: joined(pieces.filter((piece) => piece.stream === "stderr")),
    output: joined(pieces),
  });
}

async function killAt(child: ChildProcess, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(timeoutMs, undefined, { signal });
  } catch {
    return false;
  }
  kill(child);
  return true;
}

function kill(child: ChildProcess): void {
  if (child.pid !== undefined) killTree(child.pid);
}

/** A group of its own does not get the terminal's Ctrl-C, so that is passed on before this process follows it. */
function forwardSignals(child: ChildProcess): () => void {
  const follow = (signal: NodeJS.Signals): void => {
    kill(child);
    stop();
    process.kill(process.pid, signal);
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, follow);
  };
  for (const signal of SIGNALS) process.on(signal, follow);
  return stop;
}
