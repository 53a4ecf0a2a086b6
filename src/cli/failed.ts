import { CommanderError } from "commander";
import { UnwrittenReport } from "./unwritten-report.ts";
import { UsageError, type Terminal } from "./terminal.ts";

/** The exit code of what a command threw, told on stderr: 2 where the caller can mend it, 3 where nobody expected it. */
export async function failed(error: unknown, { stderr }: Terminal): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError || (await isInput(error))) {
    stderr.write(`digestbound: ${(error as Error).message}\n`);
    return 2;
  }
  if (error instanceof UnwrittenReport) {
    stderr.write(`digestbound: ${error.message}\n`);
    return 3;
  }
  stderr.write(
    `digestbound: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 3;
}

async function isInput(error: unknown): Promise<boolean> {
  const [{ InvalidLock }, { InvalidPolicy }] = await Promise.all([
    import("../lock/index.ts"),
    import("../policy/index.ts"),
  ]);
  return error instanceof InvalidPolicy || error instanceof InvalidLock;
}
