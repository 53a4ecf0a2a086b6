import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { failureOf } from "./refresh-failure.ts";
import { checkState, readRootMetadata } from "./tuf-files.ts";

type Tuf = typeof import("@sigstore/tuf");

/** Whose trusted root is looked up: a TUF repository, and the root.json that its updates are verified from. */
export interface TrustSource {
  /** A URL: `PUBLIC_GOOD_MIRROR`, whose root.json the library carries; anything else needs `root`. */
  readonly mirror: string;
  /** The path of a root.json. */
  readonly root?: string;
}

export const PUBLIC_GOOD_MIRROR = "https://tuf-repo-cdn.sigstore.dev";

/** The only name that is ever asked for: none is taken from what a mirror sends. */
const TARGET = "trusted_root.json";

/** Of one request, of which there are about five. */
const PATIENCE = { timeout: 10_000, retry: { retries: 1 } };

/**
 * The text of a repository's trusted_root.json, verified by TUF from the root that the source names.
 * @param folder keeps the versions that were seen, so that none is taken back later; each root has a folder of its own in it
 * @throws RefreshFailure
 */
export async function fetchTrustedRoot({ mirror, root }: TrustSource, folder: string): Promise<string> {
  const given = root === undefined ? undefined : readRootMetadata(root);
  const cachePath = join(folder, given === undefined ? "public-good" : sha256(given));
  mkdirSync(cachePath, { recursive: true, mode: 0o700 });
  checkState(cachePath);
  // Loaded when needed: few runs do.
  const { initTUF } = createRequire(__filename)("@sigstore/tuf") as Tuf;
  try {
    const start = given === undefined ? {} : { rootPath: ownCopy(given, cachePath) };
    const client = await initTUF({ ...PATIENCE, mirrorURL: mirror, cachePath, ...start });
    return await client.getTarget(TARGET);
  } catch (error) {
    throw failureOf(error, mirror);
  }
}

/** The client copies a file with its rights, and could not replace one that nobody may write to. */
function ownCopy(root: Buffer, folder: string): string {
  const path = join(folder, "given-root.json");
  writeFileSync(path, root, { mode: 0o600 });
  return path;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
