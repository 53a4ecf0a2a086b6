import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Digest } from "../../src/reference/index.ts";
import { verifyArtifact } from "./verify-artifact.ts";
import type { Artifact, Trusted } from "./verify-artifact.ts";

export interface ClientConsole {
  readonly folder: string;
  readonly print: (line: string) => void;
  readonly now?: Date;
}

class UsageError extends Error {}

/**
 * The client protocol of sigstore-conformance (docs/cli_protocol.md), as far as it verifies.
 * @returns the exit code: 0 verified, 1 refused, 2 not understood or not supported
 */
export function runClient([command, ...args]: readonly string[], console: ClientConsole): number {
  try {
    if (command === "verify-bundle") return verifyBundle(args, console);
    if (command?.startsWith("sign") === true) throw new UsageError(`${command} is not supported: it does not sign`);
    throw new UsageError(`not a command: ${command ?? ""}; there is verify-bundle`);
  } catch (error) {
    if (!isUsage(error)) throw error;
    console.print(error.message);
    return 2;
  }
}

function isUsage(error: unknown): error is Error {
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return error instanceof UsageError;
  return code.startsWith("ERR_PARSE_ARGS") || code === "ENOENT";
}

const OPTIONS = {
  staging: { type: "boolean" },
  bundle: { type: "string" },
  "certificate-identity": { type: "string" },
  "certificate-oidc-issuer": { type: "string" },
  key: { type: "string" },
  "trusted-root": { type: "string" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

function verifyBundle(args: readonly string[], { folder, print, now }: ClientConsole): number {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const read = (path: string) => readFileSync(resolve(folder, path));
  const [artifact, ...others] = positionals;
  if (artifact === undefined || others.length > 0) throw new UsageError("verify-bundle takes one file or digest");
  if (values.bundle === undefined) throw new UsageError("--bundle is missing");
  const root = values["trusted-root"];
  if (values.staging === true && root === undefined)
    throw new UsageError("--staging: the staging root is not part of this program; give it with --trusted-root");
  const result = verifyArtifact({
    bundle: read(values.bundle),
    artifact: artifactOf(artifact, folder),
    trusted: trustedBy(values, read),
    ...(root !== undefined && { trustedRoot: read(root) }),
    ...(now && { now }),
  });
  print(result.verified ? `verified: ${result.signer.identity}` : `refused: ${result.reason}: ${result.message}`);
  return result.verified ? 0 : 1;
}

function trustedBy(values: Values, read: (path: string) => Buffer): Trusted {
  const { key, "certificate-identity": identity, "certificate-oidc-issuer": issuer } = values;
  if (key !== undefined && identity === undefined && issuer === undefined) return { key: read(key).toString() };
  if (key !== undefined || identity === undefined || issuer === undefined)
    throw new UsageError("give --key, or both of --certificate-identity and --certificate-oidc-issuer");
  return { identity, issuer };
}

/** A digest is one only where no file has its name. */
function artifactOf(text: string, folder: string): Artifact {
  const path = resolve(folder, text);
  if (/^sha256:[0-9a-f]{64}$/.test(text) && !existsSync(path)) return { digest: text as Digest };
  return { bytes: readFileSync(path) };
}
