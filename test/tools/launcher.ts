import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import type { FoundTool } from "./origin.ts";
import { withProgress } from "./progress.ts";

/** The official npm package `pulumi` holds no program: at its first start it runs Pulumi's install script. */
const LAUNCHER_VERSION = "3.265.0";
const INSTALLER = "https://get.pulumi.com/install.sh";
const REACHABLE_MS = 5_000;
const DOWNLOAD_MS = 5 * 60_000;

type Answers = (folder: string) => Promise<string | undefined>;

/** What the launcher needs of the world; tests put theirs here. */
export interface LauncherNetwork {
  readonly isReachable: (url: string) => Promise<boolean>;
  /** Starts the launcher with that PULUMI_HOME, below which it puts what it downloads. */
  readonly launch: (home: string) => Promise<void>;
}

/** What the launcher downloaded in an earlier run. */
export async function keptByLauncher(cache: string, answers: Answers): Promise<FoundTool | undefined> {
  const path = join(home(cache), "versions", LAUNCHER_VERSION, "bin");
  const version = await answers(path);
  return version === undefined ? undefined : { path, version, origin: "launcher" };
}

/** Undefined, within seconds and without a word, where the install script cannot be reached. */
export async function downloadByLauncher(
  cache: string,
  answers: Answers,
  network: LauncherNetwork = { isReachable, launch },
): Promise<FoundTool | undefined> {
  if (!(await network.isReachable(INSTALLER))) return undefined;
  await withProgress(`Downloading the Pulumi CLI ${LAUNCHER_VERSION} with its official launcher`, () =>
    network.launch(home(cache)),
  );
  const found = await keptByLauncher(cache, answers);
  // The launcher takes half a download for a whole one, so nothing of it may stay.
  if (found === undefined) rmSync(join(home(cache), "versions"), { recursive: true, force: true });
  return found;
}

async function launch(pulumiHome: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "digestbound-launcher-"));
  try {
    await runCommand("npm", ["exec", "--yes", `pulumi@${LAUNCHER_VERSION}`, "--", "version"], {
      cwd: folder,
      env: { ...process.env, PULUMI_HOME: pulumiHome, PULUMI_VERSION: LAUNCHER_VERSION },
      timeoutMs: DOWNLOAD_MS,
    });
  } catch {
    // No npm: the caller sees that nothing was downloaded.
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function isReachable(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(REACHABLE_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

function home(cache: string): string {
  return join(cache, "launcher");
}
