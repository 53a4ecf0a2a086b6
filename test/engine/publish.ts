import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pulumiCli, runCommand } from "../tools/index.ts";
import { startPolicyService } from "./policy-service.ts";

export interface Published {
  /** What the service was sent: the bytes that every member of the organisation installs. */
  readonly tarball: Buffer;
  readonly requests: readonly string[];
  readonly output: string;
}

const TIMEOUT_MS = 120_000;

/**
 * Runs the real `pulumi policy publish acme` in a pack's folder against a stand-in service.
 *
 * @throws Error with the CLI's output where it fails or uploads nothing.
 */
export async function publishPack(pack: string): Promise<Published> {
  const { path } = await pulumiCli();
  const home = mkdtempSync(join(tmpdir(), "digestbound-publish-home-"));
  const service = await startPolicyService();
  try {
    const args = ["policy", "publish", "acme", "--non-interactive", "--color", "never"];
    const env = environment(path, home, service.url);
    const { exitCode, output } = await runCommand(join(path, "pulumi"), args, {
      cwd: pack,
      env,
      timeoutMs: TIMEOUT_MS,
    });
    const tarball = service.uploaded();
    if (exitCode !== 0 || tarball === undefined) throw new Error(`pulumi policy publish failed:\n${output}`);
    return { tarball, requests: service.requests, output };
  } finally {
    service.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function environment(cliFolder: string, home: string, service: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_") && name !== "NODE_OPTIONS");
  return {
    ...Object.fromEntries(own),
    PATH: [dirname(process.execPath), cliFolder, process.env["PATH"]].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: service,
    PULUMI_ACCESS_TOKEN: "of the stand-in",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
