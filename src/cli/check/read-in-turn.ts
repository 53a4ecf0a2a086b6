import { setImmediate } from "node:timers/promises";
import { showProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import type { FileAt } from "./files.ts";
import type { Pipelines } from "./pipelines.ts";
import { type Beside, type Found, readAll, startReading } from "./read-all.ts";

/** How long files are read before anything else has its turn: a key that was pressed, the line that tells how far it is. */
const TURN_MS = 100;

export interface Turns {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** How many milliseconds one takes. */
  readonly turn?: number;
}

/** Reads files one after the other as {@link readAll} does, and stops between two of them where it is interrupted. */
export async function readInTurn(
  files: readonly FileAt[],
  around: Beside,
  turns: Turns,
  pipelines?: Pipelines,
): Promise<Found> {
  const reading = startReading(around, { keep: ({ use }) => ({ use }), ...(pipelines && { pipelines }) });
  await inTurn(files, turns, reading.add);
  return reading.found();
}

/**
 * The same, each file by itself.
 * @param keep what to keep of it: a use that says how it is written holds the text of its file
 */
export async function readEach<T>(
  files: readonly FileAt[],
  around: Beside,
  turns: Turns,
  keep: (found: Found, file: FileAt) => T,
): Promise<readonly T[]> {
  const kept: T[] = [];
  await inTurn(files, turns, (file) => void kept.push(keep(readAll([file], around), file)));
  return kept;
}

async function inTurn(
  files: readonly FileAt[],
  { terminal, signal, turn = TURN_MS }: Turns,
  visit: (file: FileAt) => void,
): Promise<void> {
  let began = performance.now();
  let told: () => void = () => undefined;
  try {
    for (const [index, file] of files.entries()) {
      visit(file);
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
}
