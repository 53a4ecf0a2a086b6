import { setTimeout as delay } from "node:timers/promises";
import { processesBelow } from "../tools/index.ts";

/** Called with a process that runs a policy pack, and its command line, which ends in the pack's folder. */
export type OnPack = (pid: number, commandLine: string) => void;

const POLL_MS = 50;
const RUNNER = /\/cmd\/run-policy-pack(?:\/index\.js)?(?: |$)/;

/** Runs the engine and meanwhile looks for the processes of its packs; `work` says which process the engine is. */
export async function watchingPacks<Result>(
  onPack: OnPack | undefined,
  work: (onStart: (enginePid: number) => void) => Promise<Result>,
): Promise<Result> {
  const ended = new AbortController();
  let watch = Promise.resolve();
  try {
    return await work((enginePid) => {
      if (onPack !== undefined) watch = poll(enginePid, onPack, ended.signal);
    });
  } finally {
    ended.abort();
    await watch;
  }
}

async function poll(enginePid: number, onPack: OnPack, ended: AbortSignal): Promise<void> {
  const known = new Set<number>();
  while (!ended.aborted) {
    for (const { pid, commandLine } of await processesBelow(enginePid)) {
      if (known.has(pid) || !runsPack(commandLine)) continue;
      known.add(pid);
      onPack(pid, commandLine);
    }
    await delay(POLL_MS);
  }
}

/** Not the language host's `node -e`, which only looks the runner up. */
export function runsPack(commandLine: string): boolean {
  return RUNNER.test(commandLine);
}
