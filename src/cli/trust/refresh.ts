import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { findPolicyFile } from "../../policy/index.ts";
import { printable } from "../../reference/index.ts";
import { attempt, cacheFolder, guardedFolder, privateFolder, provideFolders } from "../../storage/index.ts";
import { PUBLIC_GOOD_MIRROR, RefreshFailure, refreshTrustedRoot } from "../../trust/index.ts";
import type { Refreshed, TrustSource } from "../../trust/index.ts";
import { requireNetwork } from "../offline.ts";
import { showProgress } from "../progress.ts";
import { nowOf, UsageError, type Terminal } from "../terminal.ts";

export interface TrustFlags {
  readonly output?: string;
  readonly mirror?: string;
  readonly root?: string;
  readonly policy?: string;
}

const DEFAULT_OUTPUT = join("roots", "public-good.json");

/**
 * `digestbound trust refresh`: exit code 0 where the file holds what is published now, 3 where that could not be found out
 * or written. The document is not read: it may name the very file that is missing.
 */
export async function refreshTrust(flags: TrustFlags, terminal: Terminal, signal: AbortSignal): Promise<number> {
  requireNetwork("trust refresh", terminal);
  const source = sourceOf(flags, terminal);
  const documentFolder = dirname(resolve(terminal.cwd(), flags.policy ?? findPolicyFile(terminal.cwd()) ?? "none"));
  const output = resolve(flags.output === undefined ? documentFolder : terminal.cwd(), flags.output ?? DEFAULT_OUTPUT);
  const state = stateOf(terminal);
  const done = showProgress(`Asking ${new URL(source.mirror).host}…`, terminal);
  try {
    const options = { source, output, stateFolder: state.folder, environment: terminal.env, signal };
    const refreshed = await refreshTrustedRoot(options).finally(done);
    terminal.stdout.write(
      told(refreshed, relative(terminal.cwd(), output), pathFrom(documentFolder, output), nowOf(terminal)),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof RefreshFailure)) throw error;
    terminal.stderr.write(`digestbound: ${error.message} (${error.reason}).\n${error.remedy}\nNothing was written.\n`);
    return 3;
  } finally {
    state.done();
  }
}

function sourceOf({ mirror, root, output }: TrustFlags, terminal: Terminal): TrustSource {
  if (mirror === undefined && root === undefined) return { mirror: PUBLIC_GOOD_MIRROR };
  if (root === undefined) {
    throw new UsageError("--mirror needs --root FILE: a mirror cannot say itself whose signatures count.");
  }
  if (mirror === undefined) return { mirror: PUBLIC_GOOD_MIRROR, root: resolve(terminal.cwd(), root) };
  if (output === undefined) throw new UsageError("--mirror needs --output FILE: its trusted root may be another one.");
  return { mirror: urlOf(mirror), root: resolve(terminal.cwd(), root) };
}

/** TUF verifies what a mirror sends, so it may be spoken to without TLS. */
function urlOf(text: string): string {
  const url = URL.parse(text);
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === "";
  if (!isPlain) throw new UsageError("--mirror is no http(s) URL without a login, ? and #.");
  return url.href.replace(/\/+$/, "");
}

/** Where earlier versions are remembered; without a cache folder nowhere, and then a mirror may show any that is not expired. */
function stateOf({ env, stderr }: Terminal): { readonly folder: string; readonly done: () => void } {
  const cache = cacheFolder(env);
  const folder = cache === undefined ? undefined : join(cache, "tuf");
  const own = [
    ...(cache === undefined ? [] : [guardedFolder(cache)]),
    ...(folder === undefined ? [] : [privateFolder(folder)]),
  ];
  if (folder !== undefined && attempt(false, () => provideFolders(own))) return { folder, done: () => undefined };
  stderr.write("digestbound: there is no cache folder, so a version that is older than the last one is not noticed.\n");
  const temporary = mkdtempSync(join(tmpdir(), "digestbound-tuf-"));
  return {
    folder: temporary,
    done: () => {
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

function told({ digest, before, unchanged, embedded }: Refreshed, file: string, named: string, now: Date): string {
  const was = before === undefined ? "there was none" : `${before.digest}, written ${day(before.written)}`;
  return [
    `${printable(file)}: ${unchanged ? "unchanged" : "written"}`,
    `  now:    ${digest}, looked up ${day(now)}${embedded ? "; digestbound carries the same" : ""}`,
    `  before: ${was}`,
    "A signer of the policy document uses it by this line:",
    `  trustedRoot: ${printable(named)}`,
    "",
  ].join("\n");
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** As a document writes it, on every system. */
function pathFrom(folder: string, file: string): string {
  const path = relative(folder, file).split(sep).join("/");
  return /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
}
