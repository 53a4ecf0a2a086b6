import { runCommand, type CommandOptions } from "./command.ts";
import { killTree } from "./process-tree.ts";

/** A program that serves on a port of the loopback interface. */
export interface ServerProcess {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Kills it, and is done when it has ended. */
  readonly close: () => Promise<void>;
}

const LISTENING = /\blistening on (127\.0\.0\.1:\d+)/;
const START_MS = 20_000;
/** Far longer than any test: the end of a server whose test died without closing it. */
const LIFETIME_MS = 10 * 60_000;

/**
 * Starts a program that says `listening on 127.0.0.1:PORT`, with a port of its own choice.
 *
 * @throws Error with what it printed, where it ends or says nothing of the kind
 */
export async function startServer(
  file: string,
  args: readonly string[],
  options: Pick<CommandOptions, "cwd" | "env"> = {},
): Promise<ServerProcess> {
  const listening = Promise.withResolvers<string>();
  let kill = (): void => undefined;
  let said = "";
  const running = runCommand(file, args, {
    ...options,
    timeoutMs: LIFETIME_MS,
    onStart: (pid) => {
      kill = () => {
        killTree(pid);
      };
    },
    onOutput: (text) => {
      said += text;
      const host = LISTENING.exec(said)?.[1];
      if (host !== undefined) listening.resolve(host);
    },
  });
  running.then(({ output }) => {
    listening.reject(new Error(`${file} does not listen:\n${output}`));
  }, listening.reject);
  const late = setTimeout(() => {
    kill();
  }, START_MS);
  const close = async (): Promise<void> => {
    kill();
    await running;
  };
  try {
    return { host: await listening.promise, close };
  } finally {
    clearTimeout(late);
  }
}
