import { setImmediate } from "node:timers/promises";
import type { Around } from "../../discover/index.ts";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import type { FileAt } from "./files.ts";
import { type Found, startReading } from "./read-all.ts";

/** How long files are read before anything else has its turn: a key that was pressed, the line that tells how far it is. */
const TURN_MS = 100;

/**
 * Reads files one after the other as {@link readAll} does, and stops between two of them where it is interrupted.
 * @param turn how many milliseconds a turn takes
 */
export async function readInTurn(
  files: readonly FileAt[],
  around: Omit<Around, "read">,
  terminal: Terminal,
  signal: AbortSignal,
  turn = TURN_MS,
): Promise<Found> {
  const reading = startReading(around);
  let [began, told] = [performance.now(), nothing];
  try {
    for (const [index, file] of files.entries()) {
      reading.add(file);
      if (performance.now() - began < turn) continue;
      told();
      told = showProgress(`Reading ${index + 1} of ${files.length} files…`, terminal);
      await setImmediate();
      signal.throwIfAborted();
      began = performance.now();
    }
  } finally {
    told();
  }
  return reading.found();
}

function nothing(): void {
  // No line has been written yet.
}
