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
/** Far longer than any test. */
const LIFETIME_MS = 10 * 60_000;

/** Between us and the server: whoever starts servers may be killed, and a server does not notice. */
export const SUPERVISOR = `
const [file, ...args] = process.argv.slice(1);
const server = require("node:child_process").spawn(file, args, { stdio: ["ignore", "inherit", "inherit"] });
server.on("error", (error) => { console.error(error.message); process.exit(1); });
server.on("exit", () => process.exit(1));
process.stdin.on("end", () => server.kill("SIGKILL")).resume();`;

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
  const running = runCommand(process.execPath, ["-e", SUPERVISOR, "--", file, ...args], {
    ...options,
    stdin: "held",
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
