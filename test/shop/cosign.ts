import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cosignCli, runCommand } from "../tools/index.ts";

/** The real cosign, in a folder of its own. */
export interface Cosign {
  /** Makes a key pair; answers the public key. */
  keyPair(name: string): Promise<string>;
  sign(name: string, image: string, format: "legacy" | "bundle", ...options: readonly string[]): Promise<void>;
  /** Attests a provenance: a statement by the key that is no signature. */
  attest(name: string, image: string): Promise<void>;
}

const TIMEOUT_MS = 60_000;

export async function openCosign(folder: string): Promise<Cosign> {
  const { path } = await cosignCli();
  mkdirSync(folder, { recursive: true });
  const run = async (...args: readonly string[]) => {
    const env = { PATH: process.env["PATH"], HOME: folder, COSIGN_PASSWORD: "", DOCKER_CONFIG: folder };
    const { exitCode, output } = await runCommand(join(path, "cosign"), args, {
      cwd: folder,
      env,
      timeoutMs: TIMEOUT_MS,
    });
    if (exitCode !== 0) throw new Error(`cosign ${args.join(" ")} failed:\n${output}`);
  };
  // Without services of any kind: everything stays on this machine.
  await run("signing-config", "create", "--out", "signing-config.json");
  await run("trusted-root", "create", "--out", "trusted-root.json");
  const bundle = ["--signing-config", "signing-config.json", "--trusted-root", "trusted-root.json"];
  const legacy = ["--tlog-upload=false", "--use-signing-config=false", "--new-bundle-format=false"];
  return {
    keyPair: async (name) => {
      await run("generate-key-pair", "--output-key-prefix", name);
      return readFileSync(join(folder, `${name}.pub`), "utf8");
    },
    sign: (name, image, format, ...options) =>
      run("sign", "--yes", ...options, "--key", `${name}.key`, ...(format === "legacy" ? legacy : bundle), image),
    attest: (name, image) =>
      run(
        "attest",
        "--yes",
        "--key",
        `${name}.key`,
        "--type",
        "slsaprovenance1",
        "--predicate",
        "signing-config.json",
        ...bundle,
        image,
      ),
  };
}
