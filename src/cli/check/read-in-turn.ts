import { setImmediate } from "node:timers/promises";
import type { Corrections } from "../../discover/index.ts";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import type { FileAt } from "./files.ts";
import { type Found, readAll } from "./read-all.ts";

/** How long files are read before anything else has its turn: a key that was pressed, the line that tells how far it is. */
const TURN_MS = 100;

/**
 * Reads files one after the other as {@link readAll} does, and stops between two of them where it is interrupted.
 * @param turn how many milliseconds a turn takes
 */
export async function readInTurn(
  files: readonly FileAt[],
  corrections: Corrections,
  terminal: Terminal,
  signal: AbortSignal,
  turn = TURN_MS,
): Promise<Found> {
  const found = await readEach(files, corrections, { terminal, signal, turn }, (one) => one);
  return {
    uses: found.flatMap(({ uses }) => uses),
    inputs: {
      read: found.flatMap(({ inputs }) => inputs.read),
      skipped: found.flatMap(({ inputs }) => inputs.skipped),
    },
  };
}

export interface Turns {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** How many milliseconds one takes. */
  readonly turn?: number;
}

/**
 * The same, each file by itself.
 * @param keep what to keep of it: a use that says how it is written holds the text of its file
 */
export async function readEach<T>(
  files: readonly FileAt[],
  corrections: Corrections,
  { terminal, signal, turn = TURN_MS }: Turns,
  keep: (found: Found, file: FileAt) => T,
): Promise<readonly T[]> {
  const kept: T[] = [];
  let began = performance.now();
  let told: () => void = () => undefined;
  try {
    for (const [index, file] of files.entries()) {
      kept.push(keep(readAll([file], corrections), file));
      if (performance.now() - began < turn) continue;
      told();
      told = showProgress(`Reading ${index + 1} of ${files.length} files…`, terminal);
      await setImmediate();
      signal.throwIfAborted();
      began = performance.now();
    }
    return kept;
  } finally {
    told();
  }
}
