import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, type CommandOptions, type CommandResult } from "../tools/index.ts";
import { engineCli, type Boot } from "./cli.ts";
import { cleanEnvironment, stackEnvironment } from "./environment.ts";
import { readEventLog, type EngineEvents } from "./events.ts";
import { packArguments, type PackOptions } from "./packs.ts";

export interface StackOptions {
  /** What Pulumi.yaml holds, as text or as an object. */
  readonly program: string | object;
  /** From startProvider(); without it, only resources that need no provider can be previewed. */
  readonly debugProviders?: string;
  /** Seen by the engine and by the pack, on top of this process's environment without its PULUMI_ variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default "language-host". */
  readonly boot?: Boot;
}

export interface RunOptions extends PackOptions {
  readonly command: "preview" | "up";
  /** The program's own configuration, as `--config` takes it. */
  readonly config?: Readonly<Record<string, string>>;
  /** Further arguments of the command, such as `--diff`. */
  readonly args?: readonly string[];
  readonly color?: boolean;
  /** For this run only, on top of the stack's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default 120,000. */
  readonly timeoutMs?: number;
  readonly onOutput?: NonNullable<CommandOptions["onOutput"]>;
}

export interface EngineResult extends EngineEvents {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both in the order in which they arrived. */
  readonly output: string;
}

/** A stack of its own in a temporary folder, with a file backend: no account, no network, and nothing left afterwards. */
export interface Stack {
  run(options: RunOptions): Promise<EngineResult>;
  close(): void;
}

const STACK = "dev";
const TIMEOUT_MS = 120_000;

/** @throws ToolMissing where there is no Pulumi CLI; Error where the engine does not accept the project. */
export async function openStack(options: StackOptions): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-stack-"));
  const close = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const engine = await prepare(folder, options);
    await initialise(engine, options.program);
    return { run: (run) => runInStack(engine, run), close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Engine {
  readonly program: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

async function prepare(folder: string, { boot = "language-host", debugProviders, env }: StackOptions): Promise<Engine> {
  const home = join(folder, "home");
  for (const name of ["project", "state", "home"]) mkdirSync(join(folder, name));
  const { program, path } = await engineCli(boot, folder, home);
  return {
    program,
    folder,
    env: { ...cleanEnvironment(path, home), ...stackEnvironment(folder, debugProviders), ...env },
  };
}

async function initialise(engine: Engine, program: string | object): Promise<void> {
  // JSON is YAML.
  const text = typeof program === "string" ? program : JSON.stringify(program);
  writeFileSync(join(engine.folder, "project/Pulumi.yaml"), text);
  const { exitCode, output } = await pulumi(engine, ["stack", "init", STACK], { timeoutMs: TIMEOUT_MS });
  if (exitCode !== 0) throw new Error(`pulumi stack init failed:\n${output}`);
}

async function runInStack(engine: Engine, options: RunOptions): Promise<EngineResult> {
  const run = mkdtempSync(join(engine.folder, "run-"));
  const eventLog = join(run, "events.json");
  const result = await pulumi(
    engine,
    [
      options.command,
      ...["--stack", STACK, "--event-log", eventLog, "--color", options.color === true ? "always" : "never"],
      ...(options.command === "up" ? ["--yes"] : []),
      ...packArguments(options, run),
      ...Object.entries(options.config ?? {}).flatMap(([key, value]) => ["--config", `${key}=${value}`]),
      ...(options.args ?? []),
    ],
    {
      env: { ...engine.env, ...options.env },
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
    },
  );
  const { exitCode, stdout, stderr, output } = result;
  if (exitCode === undefined) throw new Error(`pulumi ${options.command} ${endOf(result)}; it printed:\n${output}`);
  return { exitCode, stdout, stderr, output, ...readEventLog(eventLog) };
}

function pulumi(engine: Engine, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const cwd = join(engine.folder, "project");
  return runCommand(engine.program, [...args, "--non-interactive"], { env: engine.env, ...options, cwd });
}

function endOf({ timedOut }: CommandResult): string {
  return timedOut ? "was killed at its deadline" : "was ended by a signal";
}
