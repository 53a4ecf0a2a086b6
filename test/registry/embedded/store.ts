import { digestOf, isDigest, matchesDigest } from "./digest.ts";
import type { DigestAlgorithm } from "./digest.ts";

export interface StoredManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

/** What one repository holds. Nothing is shared between repositories, so that a wrong name never finds anything. */
export class RepositoryStore {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, StoredManifest>();
  readonly tags = new Map<string, string>();
  readonly uploads = new Map<string, Buffer>();

  putBlob(bytes: Uint8Array, algorithm: DigestAlgorithm = "sha256"): string {
    const digest = digestOf(bytes, algorithm);
    this.blobs.set(digest, Buffer.from(bytes));
    return digest;
  }

  /** Throws when the reference is a digest that the bytes do not have. */
  putManifest(reference: string, bytes: Uint8Array, mediaType: string): string {
    if (isDigest(reference) && !matchesDigest(bytes, reference)) throw new Error(`manifest is not ${reference}`);
    const digest = isDigest(reference) ? reference : digestOf(bytes);
    this.manifests.set(digest, { bytes: Buffer.from(bytes), mediaType, digest });
    if (digest !== reference) this.tags.set(reference, digest);
    return digest;
  }

  manifest(reference: string): StoredManifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }

  /** A tag is deleted alone; a digest with the tags that point at it (distribution-spec 1.1 "Deleting manifests"). */
  deleteManifest(reference: string): boolean {
    if (this.tags.delete(reference)) return true;
    for (const [tag, digest] of this.tags) if (digest === reference) this.tags.delete(tag);
    return this.manifests.delete(reference);
  }
}

export class RegistryStore {
  readonly #repositories = new Map<string, RepositoryStore>();

  find(name: string): RepositoryStore | undefined {
    return this.#repositories.get(name);
  }

  open(name: string): RepositoryStore {
    const found = this.#repositories.get(name) ?? new RepositoryStore();
    this.#repositories.set(name, found);
    return found;
  }
}
