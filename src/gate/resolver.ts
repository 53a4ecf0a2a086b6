import type { Content, Resolution, Tagged } from "../policy/index.ts";
import {
  digestAlgorithm,
  formatRepository,
  type Digest,
  type ImageReference,
  type Repository,
} from "../reference/index.ts";
import { everyPlatformOf, within, type Budget, type Limits, type Manifest, type Registry } from "../registry/index.ts";
import { attempt } from "./attempt.ts";
import { Once } from "./once.ts";
import { Outlines } from "./outlines.ts";
import { taggedOther } from "./tagged.ts";

/** Of an image's time the tag beside its digest may use a quarter; the rest is for the digest itself. */
const GLANCE = 4;

/** Which digest a reference stands for, and what the tag beside a named digest answered. */
export interface Resolved {
  readonly resolution: Resolution;
  readonly glanced?: Resolution | undefined;
}

export interface ResolverOptions {
  /** Whether a digest's tag is not asked: it may be had elsewhere than from the source, or its lock file counts. */
  readonly sparesTag?: ((reference: ImageReference) => boolean) | undefined;
  /** Whether a resolution tells what the manifest is. */
  readonly describe?: boolean | undefined;
}

/** Resolves references: each tag and each digest is asked for once per run (law 1). */
export class Resolver {
  readonly outlines: Outlines;
  readonly #registry: Registry;
  readonly #limits: Limits;
  readonly #sparesTag: (reference: ImageReference) => boolean;
  readonly #resolutions = new Once<Resolution>();
  /** By tag: what it answered whoever names a digest beside it. */
  readonly #glances = new Once<Resolution>();

  readonly #describes: boolean;

  constructor(registry: Registry, limits: Limits, { sparesTag = () => false, describe = false }: ResolverOptions) {
    this.#registry = registry;
    this.#limits = limits;
    this.#sparesTag = sparesTag;
    this.#describes = describe;
    this.outlines = new Outlines(registry);
  }

  tagged(repository: Repository, tag: string, budget: Budget): Promise<Resolution> {
    const key = `${formatRepository(repository)}:${tag}`;
    return this.#resolutions.get(key, async () => {
      const glanced = await this.#glances.peek(key);
      return glanced?.kind === "resolved" ? glanced : this.#byTag(repository, tag, budget);
    });
  }

  /** A digest that the reference names. Whatever its tag answers, nothing but the bytes of that digest is judged (laws 1, 2). */
  async named(reference: ImageReference, digest: Digest, budget: Budget): Promise<Resolved> {
    const glanced = await this.#glance(reference, digest, budget);
    const key = `${formatRepository(reference)}@${digest}`;
    const resolution = await this.#resolutions.get(key, () => this.#byDigest(reference, digest, budget));
    return { resolution, glanced };
  }

  /** What the tag answered, if that is another digest. That it did not answer is nobody's business where the digest is there. */
  async other(
    reference: ImageReference,
    { resolution, glanced }: Resolved,
    budget: Budget,
  ): Promise<Tagged | undefined> {
    if (resolution.kind !== "pinned" || glanced?.kind !== "resolved") return undefined;
    if (glanced.digest === resolution.digest) return undefined;
    const share = budget.hastyShare(this.#limits.deadline / GLANCE);
    return taggedOther(resolution.digest, glanced.digest, async (digest) => {
      const outline = await attempt(() => this.outlines.of(reference, digest, share));
      return outline.kind === "failed" ? undefined : outline;
    });
  }

  /**
   * The tag beside a digest is asked first: where its bytes hash to that digest, one request proves both. Not where a mirror may
   * answer for the source, nor where the digest is of another algorithm than tags are hashed by.
   */
  async #glance(reference: ImageReference, digest: Digest, budget: Budget): Promise<Resolution | undefined> {
    const { tag, registry } = reference;
    if (tag === undefined || this.#sparesTag(reference) || digestAlgorithm(digest) !== "sha256") return undefined;
    const key = `${formatRepository(reference)}:${tag}`;
    const share = budget.hastyShare(this.#limits.deadline / GLANCE);
    const asked = this.#resolutions.peek(key) ?? this.#glances.get(key, () => this.#byTag(reference, tag, share));
    return attempt(() => within(share, registry, asked));
  }

  #byTag(repository: Repository, tag: string, budget: Budget): Promise<Resolution> {
    return attempt(async () => {
      const manifest = await this.#registry.manifestByTag(repository, tag, budget);
      const { digest, platforms } = manifest;
      this.#remember(repository, this.#seen(repository, manifest));
      return { kind: "resolved", digest, platforms, ...listedIn(manifest), ...this.#contentOf(manifest) };
    });
  }

  /** A pinned image is fetched although its digest is known: one that is gone, or whose bytes are others, must not pass. */
  #byDigest(repository: Repository, digest: Digest, budget: Budget): Promise<Resolution> {
    return attempt(async () =>
      this.#seen(repository, await this.#registry.manifestByDigest(repository, digest, budget)),
    );
  }

  #seen(repository: Repository, manifest: Manifest): Pinned {
    this.outlines.note(repository, manifest);
    return { kind: "pinned", digest: manifest.digest, ...listedIn(manifest), ...this.#contentOf(manifest) };
  }

  #contentOf({ mediaType, platforms }: Content): Partial<Content> {
    return this.#describes ? { mediaType, platforms } : {};
  }

  /** The bytes that a tag answered were hashed to this digest, so that whoever names the digest need not ask for them again. */
  #remember(repository: Repository, pinned: Pinned): void {
    void this.#resolutions.get(`${formatRepository(repository)}@${pinned.digest}`, () => Promise.resolve(pinned));
  }
}

type Pinned = Extract<Resolution, { kind: "pinned" }>;

/** Which platforms an index is for, as far as anybody can say. */
export function listedIn({ kind, descriptors }: Manifest): { readonly listed?: readonly string[] } {
  const listed = kind === "index" ? everyPlatformOf(descriptors) : undefined;
  return listed === undefined ? {} : { listed };
}
