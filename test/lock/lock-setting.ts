import type { LockEntry, LockFile } from "../../src/lock/index.ts";
import { parseDigest, type Digest } from "../../src/reference/index.ts";

/** A digest by one character. */
export const digest = (character: string): Digest => parseDigest(`sha256:${character.repeat(64)}`);

export const INDEX = "application/vnd.oci.image.index.v1+json";
export const ISSUER = "https://token.actions.githubusercontent.com";

/** What a workflow of GitHub signs as. */
export const workflow = (ref = "refs/tags/v1", file = "release.yml", repository = "acme/web", issuer = ISSUER) =>
  `https://github.com/${repository}/.github/workflows/${file}@${ref} (issuer ${issuer})`;

export function entry(more: Partial<LockEntry> = {}): LockEntry {
  return {
    digest: digest("a"),
    mediaType: INDEX,
    platforms: [],
    signers: [],
    locked: "2026-06-01T00:00:00Z",
    evidence: [],
    ...more,
  };
}

export const lockOf = (images: Readonly<Record<string, Partial<LockEntry>>>): LockFile =>
  new Map(Object.entries(images).map(([image, more]) => [image, entry(more)]));
