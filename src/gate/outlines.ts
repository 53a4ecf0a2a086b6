import { formatRepository, type Digest, type Repository } from "../reference/index.ts";
import type { Budget, Descriptor, Manifest, Registry } from "../registry/index.ts";

/** What is asked of a manifest whose bytes were hashed, so that the bytes themselves need not be kept. */
export interface Outline extends Pick<Descriptor, "digest" | "mediaType" | "size"> {
  readonly kind: Manifest["kind"];
  /** What an index lists; nothing of an image. */
  readonly entries: readonly Entry[];
}

export type Entry = Pick<Descriptor, "digest" | "mediaType" | "size" | "platform">;

/** As many as there are images under way at the same time: memory does not grow with the stack. */
const MAX_KEPT = 64;

/** Outlines of manifests, those that were fetched lately without another request. */
export class Outlines {
  readonly #registry: Pick<Registry, "manifestByDigest">;
  readonly #kept = new Map<string, Outline>();

  constructor(registry: Pick<Registry, "manifestByDigest">) {
    this.#registry = registry;
  }

  /** Notes a manifest that came from this repository. */
  note(repository: Repository, manifest: Manifest): Outline {
    const outline = outlineOf(manifest);
    this.#kept.set(keyOf(repository, manifest.digest), outline);
    for (const key of [...this.#kept.keys()].slice(0, -MAX_KEPT)) this.#kept.delete(key);
    return outline;
  }

  /** @throws RegistryError */
  async of(repository: Repository, digest: Digest, budget: Budget): Promise<Outline> {
    const kept = this.#kept.get(keyOf(repository, digest));
    return kept ?? this.note(repository, await this.#registry.manifestByDigest(repository, digest, budget));
  }
}

/**
 * What an index lists of an image: the entries for it, and how many others that are images. Undefined where it lists none, or
 * one that is wrong about size or type: such a list was made by hand, and whoever reads it may see something else.
 */
export function listing(index: Outline, image: Outline): Listing | undefined {
  if (index.kind !== "index" || image.kind !== "image") return undefined;
  const own = index.entries.filter(({ digest }) => digest === image.digest);
  if (own.length === 0 || !own.every((entry) => describes(entry, image))) return undefined;
  return {
    own,
    others: index.entries.filter(({ digest, platform }) => digest !== image.digest && platform?.os !== "unknown"),
  };
}

export interface Listing {
  readonly own: readonly Entry[];
  readonly others: readonly Entry[];
}

/** Whether an entry says of its manifest what it is. */
export function describes(entry: Entry, image: Outline): boolean {
  return entry.mediaType === image.mediaType && entry.size === image.size;
}

export function outlineOf({ kind, digest, mediaType, bytes, descriptors }: Manifest): Outline {
  const entries = kind === "index" ? descriptors.map(entryOf) : [];
  return { kind, digest, mediaType, size: bytes.byteLength, entries };
}

function entryOf({ digest, mediaType, size, platform }: Descriptor): Entry {
  return { digest, mediaType, size, platform };
}

function keyOf(repository: Repository, digest: Digest): string {
  return `${formatRepository(repository)}@${digest}`;
}
