import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CommandOptions } from "../tools/index.ts";
import { engineCli, type Boot } from "./cli.ts";
import { pulumi, TIMEOUT_MS, type Engine, type EngineResult } from "./engine.ts";
import { cleanEnvironment, stackEnvironment } from "./environment.ts";
import { readEventLog } from "./events.ts";
import { watchingPacks, type OnPack } from "./pack-processes.ts";
import { packArguments, type PackOptions } from "./packs.ts";

export interface StackOptions {
  /** What Pulumi.yaml holds, as text or as an object. */
  readonly program: string | object;
  /** Further files of the project's folder: relative path to text. */
  readonly files?: Readonly<Record<string, string>>;
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
  /** Called for each process that runs a pack, as soon as it is there: `up` starts each pack for its preview and again. */
  readonly onPack?: OnPack;
  readonly onOutput?: NonNullable<CommandOptions["onOutput"]>;
}

/** A stack of its own in a temporary folder, with a file backend: no account, no network, and nothing left afterwards. */
export interface Stack {
  readonly run: (options: RunOptions) => Promise<EngineResult>;
  /** What `pulumi stack export` prints; secrets stay encrypted. */
  readonly exportState: () => Promise<string>;
  readonly close: () => void;
}

const STACK = "dev";

/** @throws ToolMissing where there is no Pulumi CLI; Error where the engine does not accept the project. */
export async function openStack(options: StackOptions): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-stack-"));
  const close = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const engine = await prepare(folder, options);
    await initialise(engine, options);
    return { run: (run) => runInStack(engine, run), exportState: () => exportState(engine), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function prepare(folder: string, { boot = "language-host", debugProviders, env }: StackOptions): Promise<Engine> {
  const [home, cwd] = [join(folder, "home"), join(folder, "project")];
  for (const made of [home, cwd, join(folder, "state")]) mkdirSync(made);
  const { program, path } = await engineCli(boot, folder, home);
  const own = { ...cleanEnvironment(path, home), ...stackEnvironment(folder, debugProviders), ...env };
  return { program, folder, cwd, env: own };
}

async function initialise(engine: Engine, { program, files = {} }: StackOptions): Promise<void> {
  // JSON is YAML.
  const text = typeof program === "string" ? program : JSON.stringify(program);
  for (const [path, content] of Object.entries({ ...files, "Pulumi.yaml": text })) {
    mkdirSync(dirname(join(engine.cwd, path)), { recursive: true });
    writeFileSync(join(engine.cwd, path), content);
  }
  const { exitCode, output } = await pulumi(engine, ["stack", "init", STACK]);
  if (exitCode !== 0) throw new Error(`pulumi stack init failed:\n${output}`);
}

async function runInStack(engine: Engine, options: RunOptions): Promise<EngineResult> {
  const run = mkdtempSync(join(engine.folder, "run-"));
  const eventLog = join(run, "events.json");
  const args = commandArguments(options, run, eventLog);
  const result = await watchingPacks(options.onPack, (onStart) =>
    pulumi(engine, args, {
      env: { ...engine.env, ...options.env },
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      onStart,
      ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
    }),
  );
  return { ...result, ...readEventLog(eventLog) };
}

function commandArguments(options: RunOptions, run: string, eventLog: string): string[] {
  return [
    options.command,
    ...["--stack", STACK, "--event-log", eventLog, "--color", options.color === true ? "always" : "never"],
    ...(options.command === "up" ? ["--yes"] : []),
    ...packArguments(options, run),
    ...Object.entries(options.config ?? {}).flatMap(([key, value]) => ["--config", `${key}=${value}`]),
    ...(options.args ?? []),
  ];
}

async function exportState(engine: Engine): Promise<string> {
  const { exitCode, stdout, output } = await pulumi(engine, ["stack", "export", "--stack", STACK]);
  if (exitCode !== 0) throw new Error(`pulumi stack export failed:\n${output}`);
  return stdout;
}
