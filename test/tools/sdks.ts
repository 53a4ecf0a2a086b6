import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "./cache.ts";
import { runCommand } from "./command.ts";
import { makeKeptFolder } from "./kept-folder.ts";
import { withProgress } from "./progress.ts";
import { repositoryRoot } from "./repository.ts";
import { ToolMissing } from "./tool-missing.ts";

const FILES = ["package.json", "package-lock.json"] as const;
const INSTALL_LIMIT_MS = 15 * 60_000;
const ERROR_LINES = 15;
/** Installed as the lockfile says, without scripts: those would download the providers themselves. */
const INSTALL = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=1"];

/**
 * The folder in whose node_modules the providers' own SDKs lie, of the versions that the catalog was read from. They are
 * too large to be dependencies of this project (650 MB): the first call installs them beside the built tools.
 *
 * @throws ToolMissing (`install-failed`) with the end of what npm printed.
 */
export async function providerSdks(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const source = join(repositoryRoot(), "test/tools/sdks");
  const folder = join(cacheRoot(environment), folderName(source));
  if (existsSync(folder)) return folder;
  await makeKeptFolder(folder, (building) =>
    withProgress("Installing the providers' SDKs (90 MB to download, 650 MB on disk, once)", () =>
      install(source, building, environment),
    ),
  );
  return folder;
}

/** Whatever changes the lockfile changes the name, so a folder is never stale. */
function folderName(source: string): string {
  const hash = createHash("sha256");
  for (const name of FILES) hash.update(readFileSync(join(source, name)));
  return `sdks-${hash.digest("hex").slice(0, 16)}`;
}

async function install(source: string, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  for (const name of FILES) copyFileSync(join(source, name), join(folder, name));
  // npm tells its scripts which project they belong to, and this is another one.
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => name !== "npm_config_local_prefix"));
  const { exitCode, output } = await started(
    runCommand("npm", INSTALL, { cwd: folder, env, timeoutMs: INSTALL_LIMIT_MS }),
  );
  if (exitCode === 0) return;
  const end = output.trimEnd().split("\n").slice(-ERROR_LINES).join("\n");
  throw missing(`npm ci in test/tools/sdks failed:\n${end}`);
}

function started<Result>(command: Promise<Result>): Promise<Result> {
  return command.catch((error: unknown) => {
    throw missing(`npm could not be started: ${String(error)}`);
  });
}

function missing(what: string): ToolMissing {
  const how = "The providers' SDKs come from npm's registry, once: with it in reach, run this again.";
  return new ToolMissing("install-failed", `${what}\n${how}`);
}
