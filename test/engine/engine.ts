import { runCommand, type CommandOptions } from "../tools/index.ts";
import type { EngineEvents } from "./events.ts";

/** The engine's program in a temporary folder: `home`, `project` and, of a stack, `state` lie in it. */
export interface Engine {
  readonly program: string;
  readonly folder: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface EngineResult extends EngineEvents {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both in the order in which they arrived. */
  readonly output: string;
}

export type PrintedResult = Omit<EngineResult, keyof EngineEvents>;

export const TIMEOUT_MS = 120_000;

/** @throws Error with what the engine printed where a signal or the deadline ended it. */
export async function pulumi(
  { program, cwd, env }: Engine,
  args: readonly string[],
  options: Partial<CommandOptions> = {},
): Promise<PrintedResult> {
  const settings = { env, timeoutMs: TIMEOUT_MS, ...options, cwd };
  const { exitCode, timedOut, ...printed } = await runCommand(program, [...args, "--non-interactive"], settings);
  if (exitCode !== undefined) return { exitCode, ...printed };
  const end = timedOut ? "was killed at its deadline" : "was ended by a signal";
  throw new Error(`pulumi ${args[0] ?? ""} ${end}; it printed:\n${printed.output}`);
}
