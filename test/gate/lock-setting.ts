import { LockIndex, type LockEntry } from "../../src/lock/index.ts";
import type { GateLock } from "../../src/gate/index.ts";
import { formatImageReference, parseImageReference, type Digest } from "../../src/reference/index.ts";
import { legacySignature, pushImage, type PushedImage } from "../fixtures/index.ts";
import type { Setting } from "./setting.ts";

export const LOCKED = "2026-11-01T10:00:00Z";

export function entry(digest: Digest | string, more: Partial<LockEntry> = {}): LockEntry {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const platforms = ["linux/amd64", "linux/arm64"];
  return { digest: digest as Digest, mediaType, platforms, signers: [], locked: LOCKED, evidence: [], ...more };
}

/** A lock file in which each reference stands for a digest. */
export function lockOf(entries: Readonly<Record<string, string | LockEntry>>, frozen = false): GateLock {
  const file = Object.entries(entries).map(([image, value]) => {
    const canonical = formatImageReference(parseImageReference(image));
    return [canonical, typeof value === "string" ? entry(value) : value] as const;
  });
  return { index: new LockIndex(new Map(file)), source: "digestbound.lock", frozen };
}

/** Pushes an image and signs it, with the trusted key where no other is given. */
export function signed({ registry, trusted }: Setting, text: string, tag = "1", key = trusted): PushedImage {
  const image = pushImage(registry, "team/web", tag, { text, platforms: ["linux/amd64", "linux/arm64"] });
  legacySignature(registry, "team/web", image.digest, { keyPair: key });
  return image;
}

/** How often a manifest was asked for by this tag. */
export function tagRequests({ registry }: Setting, tag = "1"): number {
  return registry.requests.filter(({ url }) => url.endsWith(`/manifests/${tag}`)).length;
}
