import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineCli, type Boot } from "./cli.ts";
import { pulumi, TIMEOUT_MS, type EngineResult } from "./engine.ts";
import { cleanEnvironment } from "./environment.ts";
import { parseEvents } from "./events.ts";
import { packArguments, type PackOptions } from "./packs.ts";

export interface AnalyzeOptions extends PackOptions {
  /** What `pulumi stack export` printed. */
  readonly state: string;
  readonly boot?: Boot;
  /** On top of this process's environment without its PULUMI_ variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default 120,000. */
  readonly timeoutMs?: number;
}

/**
 * `pulumi policy analyze --file` on a state: no program, provider, stack or login, and no passphrase unless `env` has
 * it, so that the state's secrets are redacted. What was printed is JSON; diagnostics are none, because the command
 * writes them as plain text to stderr.
 *
 * @throws ToolMissing where there is no Pulumi CLI; Error with the engine's output when the deadline ends it.
 */
export async function analyzeState(options: AnalyzeOptions): Promise<EngineResult> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-analyze-"));
  try {
    return await analyzeIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function analyzeIn(folder: string, options: AnalyzeOptions): Promise<EngineResult> {
  const [home, file] = [join(folder, "home"), join(folder, "state.json")];
  mkdirSync(home);
  writeFileSync(file, options.state);
  const { program, path } = await engineCli(options.boot ?? "language-host", folder, home);
  const engine = { program, folder, cwd: folder, env: { ...cleanEnvironment(path, home), ...options.env } };
  const args = ["policy", "analyze", "--json", "--color", "never", "--file", file, ...packArguments(options, folder)];
  const result = await pulumi(engine, args, { timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  return { ...result, ...parseEvents(result.stdout) };
}
