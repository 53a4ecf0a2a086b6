import type { BoundRule, Facts, Resolution } from "../policy/index.ts";
import { formatRepository, type Digest, type ImageReference, type Repository } from "../reference/index.ts";
import {
  createBudget,
  RegistryError,
  within,
  type Budget,
  type Limits,
  type Registry,
  type StoredEvidence,
} from "../registry/index.ts";
import { attempt } from "./attempt.ts";
import { covered } from "./cover.ts";
import { asksForAttestations, type EvidenceSearch, type Findings } from "./evidence.ts";
import { Once } from "./once.ts";
import { outlineOf } from "./outlines.ts";
import { listedIn, Resolver, type Resolved, type ResolverOptions } from "./resolver.ts";
import { coveredByStored } from "./stored-cover.ts";
import { knownToLack, withoutAsking } from "./unasked.ts";

export interface AssessorOptions extends ResolverOptions {
  readonly evidence?: StoredEvidence | undefined;
}

/** Gathers the facts about a reference: each tag is resolved once and each digest is checked once per run (law 1). */
export class Assessor {
  readonly #registry: Registry;
  readonly #search: EvidenceSearch;
  readonly #limits: Limits;
  readonly #stored: StoredEvidence | undefined;
  readonly #resolver: Resolver;
  readonly #evidence = new Once<Findings>();
  readonly #recalled = new Once<Findings | undefined>();
  readonly #kept = new Once<readonly string[] | undefined>();
  readonly #describes: boolean;

  constructor(registry: Registry, search: EvidenceSearch, limits: Limits, options: AssessorOptions = {}) {
    this.#stored = options.evidence;
    this.#registry = registry;
    this.#search = search;
    this.#limits = limits;
    this.#describes = options.describe === true;
    this.#resolver = new Resolver(registry, limits, options);
  }

  /** @param candidate of a tag, to be verified in place of what the tag would answer: the tag is not asked (law 5) */
  async assess(reference: ImageReference, rule: BoundRule, signal?: AbortSignal, candidate?: Digest): Promise<Facts> {
    const budget = this.#budgetFor(rule, signal);
    const { digest = candidate } = reference;
    const recalled = await this.#recall(reference, digest, rule, budget);
    const resolved: Resolved =
      recalled && digest !== undefined && !this.#describes
        ? { resolution: { kind: "pinned", digest, recalled: true } }
        : await this.#resolve(candidate === undefined ? reference : at(reference, candidate), rule, budget);
    const { resolution } = resolved;
    const tagged = await this.#resolver.other(reference, resolved, budget);
    const own =
      recalled ??
      (await this.#byStored(reference, resolution, rule, budget)) ??
      (await this.#evidenceFor(reference, resolution, rule, budget));
    // Each run tells it, so that no later one may be spared asking by what this one kept.
    if (tagged !== undefined && reference.digest !== undefined) this.#registry.forget(reference, reference.digest);
    return {
      repository: reference,
      ...(reference.tag === undefined ? {} : { tag: reference.tag }),
      ...(reference.digest === undefined ? {} : { named: reference.digest }),
      resolution,
      ...(tagged && { tagged }),
      ...(await this.#covered(own, reference, resolution, rule, budget, signal)),
      ...askedOf(rule),
    };
  }

  /** The platforms of all that the image's index lists, by what was fetched or, where nothing was asked, kept; no request. */
  async listed(reference: ImageReference, resolution: Resolution): Promise<readonly string[] | undefined> {
    if (resolution.kind === "failed") return undefined;
    if (resolution.recalled !== true) return resolution.listed;
    const { digest } = resolution;
    return this.#kept.get(`${formatRepository(reference)}@${digest}`, async () => {
      const manifest = await this.#registry.kept(reference, digest, createBudget(this.#limits));
      return manifest && listedIn(manifest).listed;
    });
  }

  /** What a tag answers itself, asked once a run, where a lock file has another digest for it; undefined where it has this one. */
  async beside(
    locked: Digest,
    reference: ImageReference,
    rule: BoundRule,
    signal?: AbortSignal,
  ): Promise<Facts | undefined> {
    const { resolution } = await this.#resolve(reference, rule, this.#budgetFor(rule, signal));
    if (resolution.kind !== "failed" && resolution.digest === locked) return undefined;
    return { ...(await this.assess(reference, rule, signal)), besideLock: true };
  }

  #budgetFor(rule: BoundRule, signal: AbortSignal | undefined): Budget {
    const { bytes, attestedBytes } = this.#limits;
    return createBudget({ ...this.#limits, bytes: asksForAttestations(rule) ? attestedBytes : bytes }, signal);
  }

  async #resolve(reference: ImageReference, rule: BoundRule, budget: Budget): Promise<Resolved> {
    const { digest, tag = "latest" } = reference;
    if (digest === undefined) return { resolution: await this.#resolver.tagged(reference, tag, budget) };
    if (!asksForEvidence(rule) && !this.#describes) return { resolution: { kind: "pinned", digest } };
    return this.#resolver.named(reference, digest, budget);
  }

  #evidenceFor(repository: Repository, resolution: Resolution, rule: BoundRule, budget: Budget): Promise<Findings> {
    if (resolution.kind === "failed" || !asksForEvidence(rule)) return Promise.resolve(withoutAsking(rule));
    const { digest } = resolution;
    const key = `${formatRepository(repository)}@${digest}`;
    return this.#evidence.get(key, async () => {
      const recalled = await this.#recall(repository, digest, rule, budget);
      if (recalled !== undefined) return recalled;
      const found = await attempt(() => this.#search.find(repository, digest, rule, budget));
      return "kind" in found ? withoutAsking(rule, found) : found;
    });
  }

  /** Every other digest has a budget of its own, as it may be somebody else's image as well, and the time of this image. */
  #covered(
    own: Findings,
    reference: ImageReference,
    resolution: Resolution,
    rule: BoundRule,
    budget: Budget,
    signal: AbortSignal | undefined,
  ): Promise<Findings> | Findings {
    const { requirement } = rule;
    if (requirement.kind !== "signed" || resolution.kind === "failed") return own;
    const { registry, repository, tag, digest: named } = reference;
    const fresh = () => this.#budgetFor(rule, signal);
    const inTime = <T>(work: Promise<T>) => attempt(() => within(budget, registry, work));
    const image = { digest: resolution.digest, isPinned: named !== undefined, ...(tag && { tag }) };
    return covered(own, image, requirement, {
      outline: (digest) => inTime(attempt(() => this.#resolver.outlines.of(reference, digest, fresh()))),
      tagged: (name) => inTime(this.#resolver.tagged({ registry, repository }, name, fresh())),
      judge: (digest) => inTime(this.#evidenceFor(reference, { kind: "pinned", digest }, rule, fresh())),
    });
  }

  /** By what is stored about the index or the children of an image that is there; before the registry is asked, as it may have cleaned up. */
  async #byStored(reference: ImageReference, resolution: Resolution, rule: BoundRule, budget: Budget) {
    const { requirement } = rule;
    if (resolution.kind === "failed" || requirement.kind !== "signed") return undefined;
    const { digest } = resolution;
    const relatives = this.#stored?.relatives(digest) ?? [];
    if (relatives.length === 0 || !(requirement.childOfSignedIndex || requirement.allChildren)) return undefined;
    const own = await this.#search.stored(reference, digest, rule, budget);
    if (own !== undefined) return own;
    const { tag, digest: named } = reference;
    const image = { digest, isPinned: named !== undefined, ...(tag && { tag }) };
    const { signal } = this.#search.forStored(budget);
    const fresh = () => this.#budgetFor(rule, signal);
    return coveredByStored(image, requirement, knownToLack(rule), {
      relatives,
      outline: (other) =>
        attempt(async () => outlineOf(await this.#registry.storedManifest(reference, other, fresh()))),
      judge: async (other) => (await this.#search.stored(reference, other, rule, fresh())) ?? NOT_STORED,
    });
  }

  /** Only evidence that is trusted now, all that the rule requires, counts; everything else is left to the registry (law 5). */
  async #recall(repository: Repository, digest: Digest | undefined, rule: BoundRule, budget: Budget) {
    if (digest === undefined || !asksForEvidence(rule)) return undefined;
    const key = `${formatRepository(repository)}@${digest}`;
    return this.#recalled.get(key, () => this.#search.recall(repository, digest, rule, budget));
  }
}

/** Whom the policy trusts for a signature, and how many of them have to sign. */
function askedOf({ requirement }: BoundRule): Pick<Facts, "signers" | "needs"> {
  if (requirement.kind !== "signed") return { signers: [] };
  const { anyOf, needs } = requirement;
  return { signers: anyOf.map(({ described }) => described), ...(needs && { needs }) };
}

function asksForEvidence(rule: BoundRule): boolean {
  return rule.requirement.kind === "signed" || asksForAttestations(rule);
}

const NOT_STORED = { kind: "failed", error: new RegistryError("not-found", "It is not stored.") } as const;

/** A digest by itself: its tag is not asked. */
function at({ registry, repository }: Repository, digest: Digest): ImageReference {
  return { registry, repository, digest };
}
