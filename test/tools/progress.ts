export interface ProgressTerminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_MS = 1_000;
const PLAIN_MS = 30_000;

/** Shows that a long step is alive: a line that counts on a terminal, one line every half minute elsewhere. */
export async function withProgress<Result>(
  label: string,
  step: () => Promise<Result>,
  terminal: ProgressTerminal = process.stderr,
): Promise<Result> {
  const started = performance.now();
  const elapsed = (): string => formatElapsed(performance.now() - started);
  const live = terminal.isTTY === true;
  terminal.write(live ? label : `${label}\n`);
  const timer = setInterval(
    () => terminal.write(live ? `\r\u001b[K${label} ${elapsed()}` : `${label} ${elapsed()}\n`),
    live ? TERMINAL_MS : PLAIN_MS,
  );
  try {
    const result = await step();
    terminal.write(`${live ? "\r\u001b[K" : ""}${label} done in ${elapsed()}\n`);
    return result;
  } catch (error) {
    terminal.write(`${live ? "\r\u001b[K" : ""}${label} failed after ${elapsed()}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** `48s`, `2m 05s`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const rest = seconds % 60;
  return seconds < 60 ? `${rest}s` : `${Math.floor(seconds / 60)}m ${String(rest).padStart(2, "0")}s`;
}
