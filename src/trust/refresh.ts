import { PUBLIC_GOOD_ROOT_SHA256 } from "../signature/index.ts";
import { RefreshFailure } from "./refresh-failure.ts";
import { checkTrustedRoot, digestOfText, readRootFile, writeRootFile, type RootFile } from "./root-file.ts";
import { fetchTrustedRoot, PUBLIC_GOOD_MIRROR, type TrustSource } from "./tuf.ts";

export interface RefreshOptions {
  readonly source: TrustSource;
  /** The file that is to hold the trusted root. */
  readonly output: string;
  /** Where the versions that were seen are kept from run to run. */
  readonly stateFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** What lies in the output file now. */
export interface Refreshed {
  readonly digest: string;
  /** Undefined where the file was not there. */
  readonly before: RootFile | undefined;
  /** The file held this very root, and was left as it was. */
  readonly unchanged: boolean;
  /** It is the root that this version of the program carries. */
  readonly embedded: boolean;
}

/**
 * Looks up an instance's trusted root and writes it to a file. Nothing is written unless TUF verifies it and documents
 * could name it.
 * @throws RefreshFailure
 */
export async function refreshTrustedRoot(options: RefreshOptions): Promise<Refreshed> {
  const { source, output, stateFolder, environment, signal } = options;
  checkTls(environment);
  const before = readRootFile(output);
  const text = await unlessAborted(fetchTrustedRoot(source, stateFolder), signal);
  const logs = source.mirror === PUBLIC_GOOD_MIRROR ? "required" : "optional";
  checkTrustedRoot(text, "trusted_root.json", { logs });
  const digest = digestOfText(text);
  const unchanged = before?.digest === digest;
  if (!unchanged) writeRootFile(output, text);
  return { digest, before, unchanged, embedded: digest === `sha256:${PUBLIC_GOOD_ROOT_SHA256}` };
}

/** What TUF verifies holds without TLS; but who switched certificate checks off did so for everything (law 9). */
function checkTls({ NODE_TLS_REJECT_UNAUTHORIZED: setting }: NodeJS.ProcessEnv): void {
  if (setting !== "0") return;
  throw new RefreshFailure(
    "weakened-tls",
    "NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off, so nothing is asked",
  );
}

/** The client knows no interruption: what it still finds out is dropped. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  const interrupted = new Promise<never>((_, reject) => {
    const stop = () => {
      reject(new Error("interrupted"));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([work, interrupted]);
}
