import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { startSetting, type Setting } from "../gate/setting.ts";
import { assertPrinted } from "../schema/schema.ts";
import type { EmbeddedRegistryOptions } from "../registry/embedded/index.ts";

export interface CallOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly isTTY?: boolean;
  readonly stdin?: string;
  /** In the place of stdout's own write. */
  readonly write?: (text: string) => void;
  readonly now?: () => number;
  /** How wide the terminal is. */
  readonly columns?: number;
}

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A registry, a policy file that trusts it, and a command line that may be interrupted. */
export interface Console {
  readonly setting: Setting;
  readonly folder: string;
  readonly policy: string;
  readonly called: (args: readonly string[], options?: CallOptions) => Promise<Called>;
  readonly interrupt: () => void;
  readonly close: () => Promise<void>;
}

export async function startConsole(options: EmbeddedRegistryOptions = {}): Promise<Console> {
  const setting = await startSetting(options);
  const folder = mkdtempSync(join(tmpdir(), "digestbound-cli-"));
  const policy = join(folder, "policy.yaml");
  const { host } = setting.registry;
  const document = {
    version: 1,
    signers: { "release-key": { cosign: { key: setting.trusted.publicKeyPem, transparencyLog: "not-required" } } },
    images: [
      { match: `${host}/team/*`, signedBy: ["release-key"] },
      { match: `${host}/vendor/*`, signature: "not-required", because: "the vendor signs nothing" },
    ],
    registries: [{ host, plainHttp: true }],
  };
  writeFileSync(policy, JSON.stringify(document));
  const events = new EventEmitter();
  return {
    setting,
    folder,
    policy,
    called: async (args, { env: more = {}, cwd = folder, isTTY = false, stdin: text, write, now, columns } = {}) => {
      // What the user of this machine keeps has no business in tests.
      const env = { DIGESTBOUND_CACHE: "off", ...more };
      const out: string[] = [];
      const err: string[] = [];
      const stdout = { isTTY, write: write ?? ((text: string) => out.push(text)), ...(columns && { columns }) };
      const stderr = { isTTY, write: (text: string) => err.push(text) };
      const stdin = text === undefined ? {} : { stdin: Readable.from([text]) };
      const terminal: Terminal = Object.assign(events, {
        stdout,
        stderr,
        env,
        cwd: () => cwd,
        ...stdin,
        ...(now && { now }),
      });
      const code = await run(args, terminal, "1.2.3");
      if (!args.includes("--output")) assertPrinted(args, out.join(""));
      return { code, stdout: out.join(""), stderr: err.join("") };
    },
    interrupt: () => events.emit("SIGINT"),
    close: async () => {
      await setting.close();
      rmSync(folder, { recursive: true });
    },
  };
}
