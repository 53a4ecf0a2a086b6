import { digestAlgorithm, digestOf, type Digest, type Repository } from "../reference/index.ts";
import type { ByteStore } from "../storage/index.ts";
import type { Budget } from "./budget.ts";
import { endpointOf } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Hosts } from "./hosts.ts";
import type { Limits } from "./limits.ts";
import type { EvidencePointer } from "./pointers.ts";
import type { Session } from "./session.ts";

/**
 * Manifests, signatures and attestations that were stored for runs without a network. Whoever stored them is not trusted: the
 * bytes are hashed and the signatures in them verified on each use, and they may support an acceptance, never a rejection.
 */
export interface StoredEvidence {
  /** Undefined where there is nothing of at most `limit` bytes. Never rejects. */
  get(digest: Digest, limit: number): Promise<Uint8Array | undefined>;
  /** Where evidence on a digest may be. */
  pointers(subject: Digest): readonly EvidencePointer[];
  /** Other digests whose evidence may stand for this one: of an index that lists it, or of what it lists. */
  relatives(digest: Digest): readonly Digest[];
}

export interface StoreOptions {
  readonly hosts: Hosts;
  readonly limits: Limits;
  readonly stored?: StoredEvidence | undefined;
}

/** Reads stored bytes, and has no way to ask for others. */
export function storedSession(repository: Repository, budget: Budget, options: StoreOptions): Session {
  const { limits, hosts, stored } = options;
  const endpoint = endpointOf(repository, hosts);
  const get = () => Promise.reject(new RegistryError("not-found", "The bytes are not stored."));
  return { endpoint, budget, limits, bytes: storedBytes(stored, budget, endpoint.registry), get };
}

/** Looks for bytes where they are stored, after where they were to be found so far. */
export function withStored(session: Session, stored: StoredEvidence | undefined): Session {
  if (stored === undefined) return session;
  const { bytes, budget, endpoint } = session;
  const more = storedBytes(stored, budget, endpoint.registry);
  const get: ByteStore["get"] = async (digest, limit) => (await bytes.get(digest, limit)) ?? more.get(digest, limit);
  return { ...session, bytes: { ...bytes, get } };
}

/** Each file counts like an answer of a registry: anybody may have written as many and as large ones as he likes. */
function storedBytes(stored: StoredEvidence | undefined, budget: Budget, host: string): ByteStore {
  return {
    async get(digest, limit) {
      if (stored === undefined) return undefined;
      budget.takeRequest(host);
      const bytes = await stored.get(digest, limit);
      if (bytes === undefined) return undefined;
      budget.takeBytes(bytes.byteLength, host);
      return digestOf(bytes, digestAlgorithm(digest)) === digest ? bytes : undefined;
    },
    put: () => undefined,
  };
}
