import { join } from "node:path";
import { containerRegistry, runCommand } from "../../tools/index.ts";

export interface Crane {
  /** `crane digest`: the digest that a HEAD or GET brings. */
  readonly digest: (image: string) => Promise<string>;
  /** `crane manifest`: the bytes, as text. */
  readonly manifest: (image: string) => Promise<string>;
}

const TIMEOUT_MS = 30_000;

/** go-containerregistry's command line, the oracle. `environment`: DOCKER_CONFIG, SSL_CERT_FILE. */
export async function openCrane(environment: Readonly<Record<string, string>>): Promise<Crane> {
  const { path } = await containerRegistry();
  const run = async (...args: readonly string[]): Promise<string> => {
    const env = { PATH: process.env["PATH"], ...environment };
    const { exitCode, stdout, output } = await runCommand(join(path, "crane"), args, { env, timeoutMs: TIMEOUT_MS });
    if (exitCode !== 0) throw new Error(`crane ${args.join(" ")} failed:\n${output}`);
    return stdout;
  };
  return {
    digest: async (image) => (await run("digest", image)).trimEnd(),
    manifest: (image) => run("manifest", image),
  };
}
