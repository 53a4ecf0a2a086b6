import { constants, copyFileSync, linkSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { folderOnPath, pulumiCli } from "../tools/index.ts";

/**
 * How the engine starts a policy pack: through the language host, as it does since v3.221, or through the executable
 * `pulumi-analyzer-policy-nodejs`, as before and wherever it finds no language host.
 */
export type Boot = "language-host" | "executable";

/** The engine's program, and what its processes see on PATH. */
export interface EngineCli {
  readonly program: string;
  readonly path: string;
}

const HOST = "pulumi-language-nodejs";
const EXECUTABLE = "pulumi-analyzer-policy-nodejs";

/** What the official executable did: it runs the pack on the first node on PATH, with the SDK of the pack itself. */
const SHIM = `#!/bin/sh
runner="$(node -p 'require.resolve("@pulumi/pulumi/cmd/run-policy-pack")')" || exit 1
exec node "$runner" "$@"
`;

/** @throws ToolMissing where there is no Pulumi CLI. */
export async function engineCli(boot: Boot, folder: string, home: string): Promise<EngineCli> {
  const { path } = await pulumiCli();
  return boot === "language-host" ? withLanguageHost(path) : withExecutable(path, folder, home);
}

function withLanguageHost(cli: string): EngineCli {
  // The engine starts the pack on the first node on PATH: the one that runs these tests.
  return { program: join(cli, "pulumi"), path: searchPath(dirname(process.execPath), cli, process.env["PATH"] ?? "") };
}

function withExecutable(cli: string, folder: string, home: string): EngineCli {
  const own = join(folder, "cli");
  mkdirSync(own);
  for (const name of ["pulumi", "pulumi-language-yaml"]) linkOrCopy(realpathSync(join(cli, name)), join(own, name));
  symlinkSync(process.execPath, join(own, "node"));
  // Found on PATH it would make the engine print a warning; found among the plugins it is silent.
  const plugin = join(home, "plugins/analyzer-policy-nodejs-v1.0.0");
  mkdirSync(plugin, { recursive: true });
  writeFileSync(join(plugin, EXECUTABLE), SHIM, { mode: 0o755 });
  return { program: join(own, "pulumi"), path: searchPath(own, ...foldersWithoutHosts()) };
}

/** A language host anywhere on PATH would be taken before the executable. */
function foldersWithoutHosts(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => [HOST, EXECUTABLE].every((name) => folderOnPath(name, folder) === undefined));
}

function searchPath(...folders: readonly string[]): string {
  return folders.join(delimiter);
}

/** Not a symbolic link: through one the engine would find the hosts beside the original. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}
