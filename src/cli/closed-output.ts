import type { EventEmitter } from "node:events";

/** 128 + SIGPIPE: how a shell shows a program that died of it, as those written in C and Go do. */
const CLOSED = 141;
const INTERNAL_ERROR = 3;

interface Outputs {
  readonly stdout: Pick<EventEmitter, "on">;
  readonly stderr: Pick<EventEmitter, "on"> & { write(text: string): unknown };
  readonly exit: (code: number) => unknown;
}

/**
 * Ends the program where its report cannot be written: silently where nobody reads it any more (`… | head -1`). Never by
 * 0 or 1, which say that somebody was told. What stderr cannot take is lost and changes no verdict.
 */
export function endWithItsReader({ stdout, stderr, exit }: Outputs): void {
  stdout.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") exit(CLOSED);
    else {
      stderr.write(`digestbound: the report cannot be written (${code}).\n`);
      exit(INTERNAL_ERROR);
    }
  });
  stderr.on("error", () => undefined);
}
