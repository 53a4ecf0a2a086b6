import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolderName, cacheRoot, sourceFiles } from "./cache.ts";
import { runCommand } from "./command.ts";
import { buildWithGo, hasGo } from "./go.ts";
import { downloadByLauncher, keptByLauncher } from "./launcher.ts";
import { folderOnPath } from "./on-path.ts";
import { provide, type FoundTool, type Sources } from "./origin.ts";
import { repositoryRoot } from "./repository.ts";
import { CONTAINERREGISTRY, COSIGN, COSIGN_V2, DISTRIBUTION, PULUMI, type Tool } from "./tool.ts";

const ANSWER_MS = 30_000;
const GET_PULUMI =
  "The Pulumi CLI is not on PATH, its official launcher cannot download it, and there is no Go to build it with: " +
  "install it from https://www.pulumi.com/docs/install/, or install Go 1.26 or newer and run this again.";

/**
 * The real Pulumi CLI with its language hosts: from PATH, from an earlier run, from the official npm launcher, or built
 * from its Go module (some minutes once, progress on stderr).
 *
 * @throws ToolMissing with a sentence that says how to get it.
 */
export function pulumiCli(environment: NodeJS.ProcessEnv = process.env): Promise<FoundTool> {
  const cache = cacheRoot(environment);
  return provide({
    onPath: () => onPath("pulumi", environment, pulumiVersion),
    kept: async () => keptBuild(PULUMI, cache) ?? (await keptByLauncher(cache, pulumiVersion)),
    download: () => downloadByLauncher(cache, pulumiVersion),
    ...built(PULUMI, environment),
    howToGet: GET_PULUMI,
  });
}

/**
 * The cosign that the project's signatures are compared with: exactly that version from PATH, or built from its Go module.
 *
 * @throws ToolMissing with a sentence that says how to get it.
 */
export function cosignCli(environment: NodeJS.ProcessEnv = process.env): Promise<FoundTool> {
  return exactCosign(COSIGN, environment);
}

/**
 * The cosign of the version before, whose formats and checks differ: exactly that version from PATH, or built.
 *
 * @throws ToolMissing with a sentence that says how to get it.
 */
export function cosign2Cli(environment: NodeJS.ProcessEnv = process.env): Promise<FoundTool> {
  return exactCosign(COSIGN_V2, environment);
}

function exactCosign(tool: Tool, environment: NodeJS.ProcessEnv): Promise<FoundTool> {
  return provide({
    onPath: async () => {
      const found = await onPath("cosign", environment, cosignVersion);
      return found?.version === tool.version ? found : undefined;
    },
    kept: () => Promise.resolve(keptBuild(tool, cacheRoot(environment))),
    ...built(tool, environment),
    howToGet:
      `cosign ${tool.version} is not on PATH and there is no Go to build it with: ` +
      "install that version of cosign, or install Go 1.26 or newer and run this again.",
  });
}

/**
 * `registry` of the CNCF's distribution with `htpasswd` of ours, built from their Go module: whatever is on PATH has
 * another version, and no `htpasswd` that is known to write bcrypt.
 *
 * @throws ToolMissing with a sentence that says how to get it.
 */
export function distributionRegistry(environment: NodeJS.ProcessEnv = process.env): Promise<FoundTool> {
  return builtOnly(DISTRIBUTION, environment);
}

/**
 * `crane`, and `registry` that serves go-containerregistry's own registry, built from their Go module.
 *
 * @throws ToolMissing with a sentence that says how to get it.
 */
export function containerRegistry(environment: NodeJS.ProcessEnv = process.env): Promise<FoundTool> {
  return builtOnly(CONTAINERREGISTRY, environment);
}

function builtOnly(tool: Tool, environment: NodeJS.ProcessEnv): Promise<FoundTool> {
  return provide({
    onPath: () => Promise.resolve(undefined),
    kept: () => Promise.resolve(keptBuild(tool, cacheRoot(environment))),
    ...built(tool, environment),
    howToGet: `There is no Go to build ${tool.name} ${tool.version} with: install Go 1.26 or newer and run this again.`,
  });
}

type VersionOf = (folder: string) => Promise<string | undefined>;

async function onPath(
  name: string,
  environment: NodeJS.ProcessEnv,
  versionOf: VersionOf,
): Promise<FoundTool | undefined> {
  const path = folderOnPath(name, environment["PATH"]);
  const version = path === undefined ? undefined : await versionOf(path);
  return path === undefined || version === undefined ? undefined : { path, version, origin: "PATH" };
}

function built(tool: Tool, environment: NodeJS.ProcessEnv): Pick<Sources, "hasGo" | "build" | "continuousIntegration"> {
  const folder = buildFolder(tool, cacheRoot(environment));
  return {
    hasGo: () => hasGo(join(goFolder(), tool.programs[0]?.module ?? "")),
    build: async () => {
      process.stderr.write(
        `Building ${tool.name} ${tool.version}: ${tool.coldMinutes} minutes where nothing is cached yet, once; it is kept in ${folder}\n`,
      );
      await buildWithGo(tool, folder, goFolder());
      return { path: folder, version: tool.version, origin: "built" };
    },
    continuousIntegration: environment["CI"] === "true",
  };
}

function keptBuild(tool: Tool, cache: string): FoundTool | undefined {
  const path = buildFolder(tool, cache);
  return existsSync(path) ? { path, version: tool.version, origin: "built" } : undefined;
}

function buildFolder(tool: Tool, cache: string): string {
  const sources = sourceFiles(tool.programs, goFolder());
  return join(cache, cacheFolderName(tool, sources, `${process.platform}-${process.arch}`));
}

function goFolder(): string {
  return join(repositoryRoot(), "test/tools/go");
}

const pulumiVersion: VersionOf = (folder) => versionPrinted(join(folder, "pulumi"), /^(v\d+\.\S+)$/m);
const cosignVersion: VersionOf = (folder) => versionPrinted(join(folder, "cosign"), /^GitVersion:\s+(\S+)$/m);

async function versionPrinted(program: string, pattern: RegExp): Promise<string | undefined> {
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { exitCode, stdout } = await runCommand(program, ["version"], { env, timeoutMs: ANSWER_MS });
    return exitCode === 0 ? pattern.exec(stdout)?.[1] : undefined;
  } catch {
    return undefined;
  }
}
