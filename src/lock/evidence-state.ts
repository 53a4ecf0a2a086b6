import { MalformedJson, parseStrictJson } from "../json/index.ts";
import { isDigest, type Digest } from "../reference/index.ts";
import type { EvidenceFolder } from "./evidence-folder.ts";
import type { LockEntry, LockFile } from "./lock-entry.ts";

const MAX_MANIFEST = 4 * 1024 * 1024;
const MAX_LAYER = 24 * 1024 * 1024;
const LIMITS = { bytes: MAX_MANIFEST, depth: 16, parts: 20_000 };

/** Every file that a lock file refers to: the manifests that it names, and what those that are there list. */
export async function referencedBy(lock: LockFile, folder: EvidenceFolder): Promise<ReadonlySet<Digest>> {
  const named = new Set([...lock.values()].flatMap(manifestsOf));
  const holders = new Set([...lock.values()].flatMap(({ evidence }) => evidence.map(({ manifest }) => manifest)));
  for (const manifest of holders) for (const layer of await layersOf(manifest, folder)) named.add(layer);
  return named;
}

/**
 * Whether what an entry refers to is there: its manifest, that of each digest that vouches for it, and of every piece of evidence the
 * manifest and something that it holds. That the policy trusts it is another question.
 */
export async function isStored(entry: LockEntry, folder: EvidenceFolder): Promise<boolean> {
  for (const manifest of manifestsOf(entry)) if ((await folder.get(manifest, MAX_MANIFEST)) === undefined) return false;
  for (const { manifest } of entry.evidence) {
    if (!(await isAnyThere(await layersOf(manifest, folder), folder))) return false;
  }
  return true;
}

/** One after the other: anybody may have written as many and as large ones as a manifest can name. */
async function isAnyThere(layers: readonly Digest[], folder: EvidenceFolder): Promise<boolean> {
  for (const layer of layers) if ((await folder.get(layer, MAX_LAYER)) !== undefined) return true;
  return false;
}

function manifestsOf({ digest, evidence }: LockEntry): readonly Digest[] {
  return [...new Set([digest, ...evidence.flatMap(({ subject, manifest }) => [subject, manifest])])];
}

/** None of a manifest that is not there, or is none. */
async function layersOf(manifest: Digest, folder: EvidenceFolder): Promise<readonly Digest[]> {
  const bytes = await folder.get(manifest, MAX_MANIFEST);
  const members = bytes && parsed(bytes);
  const layers: unknown = members !== null && typeof members === "object" && "layers" in members ? members.layers : [];
  return Array.isArray(layers) ? layers.slice(0, 64).flatMap(digestIn) : [];
}

function digestIn(layer: unknown): readonly Digest[] {
  const digest: unknown = layer !== null && typeof layer === "object" && "digest" in layer ? layer.digest : undefined;
  return typeof digest === "string" && isDigest(digest) ? [digest] : [];
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, LIMITS);
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}
