import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";

/** What a command is run with. */
export interface Run {
  readonly terminal: Terminal;
  /** digestbound's own. */
  readonly version: string;
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal;
  /** Told the exit code. */
  readonly done: (code: number) => void;
}

/**
 * Declares a command: its name, arguments, options and help. What carries it out is imported by its action, so that no
 * command, and no --help, waits for the libraries of the others (test/cli/startup.test.ts).
 */
export type AddCommand = (program: Command, run: Run) => void;
