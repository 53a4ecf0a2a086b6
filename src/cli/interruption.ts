import type { Terminal } from "./terminal.ts";

/** 128 and the signal's number, as a shell shows a program that died of it. */
const CODES = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

/** npm passes a Ctrl-C on to the program that it started, which the terminal has sent it already: that is no second one. */
const ECHO_MS = 100;

/** Ctrl-C, or the end of a build's time: the first asks the command to end, a later one ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Undefined where nobody interrupts. */
  readonly exitCode: number | undefined;
  /** Leaves no listener behind. */
  stop(): void;
}

export function watchInterruption(terminal: Terminal): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listeners = CODES.map(([name, code]) => {
    const listener = () => {
      exitCode ??= code;
      controller.abort();
      terminal.once(name, listener);
      // Without a listener, the system does with the next one what it does by itself.
      setTimeout(stop, ECHO_MS).unref();
    };
    return [name, listener] as const;
  });
  const stop = () => {
    for (const [name, listener] of listeners) terminal.removeListener(name, listener);
  };
  for (const [name, listener] of listeners) terminal.once(name, listener);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    stop,
  };
}
