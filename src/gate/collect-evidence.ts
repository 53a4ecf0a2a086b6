import type { PolicyDocument, Through, Unresolved } from "../policy/index.ts";
import { formatRepository, type Digest, type Repository } from "../reference/index.ts";
import {
  createBudget,
  defaultLimits,
  RegistryError,
  type EvidencePointer,
  type Hashed,
  type Registry,
} from "../registry/index.ts";
import type { EvidenceFound } from "./evidence.ts";
import { openRegistry, type GateOptions } from "./open-registry.ts";
import type { EvidencePlace } from "./question.ts";
import { limitByHost } from "./concurrency.ts";

/** A pointer to evidence, and what it is about. */
export type CollectedEvidence = EvidencePointer & { readonly subject: Digest };

export interface Collected {
  readonly kind: "collected";
  readonly evidence: readonly CollectedEvidence[];
}

/** An image that was accepted. */
export interface AcceptedImage {
  readonly digest: Digest;
  readonly through?: Through | undefined;
}

/** Stores bytes that were hashed to this digest. */
export type Keep = (hashed: Hashed) => Promise<void>;

/** Fetches what an acceptance rested on, for runs without a network. */
export interface EvidenceCollector {
  /** For the gate that judges the images (`GateOptions.onEvidence`). */
  readonly onEvidence: (found: EvidenceFound) => void;
  /**
   * The image's manifest and, of each digest that vouches for it, manifest, signatures and attestations: those that were verified, no others.
   * @throws whatever `keep` does
   */
  collect(repository: Repository, image: AcceptedImage, keep: Keep): Promise<Collected | Unresolved>;
  /** Ends the connections. */
  close(): Promise<void>;
}

/** What `lock` found and gives on. Asks only where the gate was allowed to. */
export function createEvidenceCollector(policy: PolicyDocument, options: GateOptions = {}): EvidenceCollector {
  const limits = { ...defaultLimits, ...options.limits };
  const registry = openRegistry(policy, limits, options);
  const limit = limitByHost(limits.connections);
  const places = new Map<string, readonly EvidencePlace[]>();
  const keyOf = (repository: Repository, subject: Digest) => `${formatRepository(repository)}@${subject}`;
  return {
    onEvidence: ({ repository, subject, places: found }) => {
      places.set(keyOf(repository, subject), found);
    },
    collect: (repository, image, keep) =>
      limit(repository, async () => {
        const fetch = fetcher(registry, repository, options.signal, limits);
        const found = (subject: Digest) => byManifest(places.get(keyOf(repository, subject)) ?? []);
        try {
          return { kind: "collected", evidence: await collectAll(image, found, fetch, keep) };
        } catch (error) {
          if (error instanceof RegistryError) return { kind: "failed", error };
          throw error;
        }
      }),
    close: () => registry.close(),
  };
}

async function collectAll(
  image: AcceptedImage,
  found: (subject: Digest) => readonly Place[],
  fetch: ReturnType<typeof fetcher>,
  keep: Keep,
): Promise<readonly CollectedEvidence[]> {
  const subjects = subjectsOf(image);
  for (const digest of new Set([image.digest, ...subjects])) await fetch.manifest(digest, keep);
  const collected: CollectedEvidence[] = [];
  for (const subject of subjects) {
    for (const place of found(subject)) {
      await fetch.evidence(place, keep);
      collected.push({ subject, kind: place.kind, manifest: place.manifest });
    }
  }
  return collected;
}

function subjectsOf({ digest, through }: AcceptedImage): readonly Digest[] {
  if (through === undefined) return [digest];
  return through.kind === "index" ? [through.digest] : through.children.map((child) => child.digest);
}

type Place = EvidencePointer & { readonly layers: readonly Digest[] };

/** One manifest may hold several pieces of evidence. */
function byManifest(places: readonly EvidencePlace[]): readonly Place[] {
  const groups = Map.groupBy(places, ({ kind, manifest }) => `${kind} ${manifest}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, layers: [...new Set(group.map(({ layer }) => layer))] }];
  });
}

/** Each thing with a budget of its own, as many as there are: nobody else waits for this image. */
function fetcher(
  registry: Registry,
  repository: Repository,
  signal: AbortSignal | undefined,
  limits: typeof defaultLimits,
) {
  const budget = () => createBudget({ ...limits, bytes: limits.attestedBytes }, signal);
  return {
    manifest: async (digest: Digest, keep: Keep) => {
      const { bytes } = await registry.manifestByDigest(repository, digest, budget());
      await keep({ digest, bytes });
    },
    evidence: async (place: Place, keep: Keep) => {
      for (const hashed of await registry.evidenceBytes(repository, place, budget())) await keep(hashed);
    },
  };
}
