import type { Digest, Repository } from "../reference/index.ts";
import { createByteStore, Journal, KeptFiles, noBytes, type ByteStore } from "../storage/index.ts";
import type { Attestation, Candidate, Problem } from "./candidates.ts";
import type { Hosts } from "./hosts.ts";
import type { Manifest } from "./manifest.ts";
import { createPointers, type EvidencePointer } from "./pointers.ts";
import { recalled } from "./recall.ts";
import type { Session } from "./session.ts";

/** Where and for how long what registries sent is kept. */
export interface CacheOptions {
  /** The cache folder, an absolute path. */
  readonly folder: string;
  /** How long, in milliseconds, the places where evidence was found may support an acceptance; 0: never. */
  readonly freshness: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** The most bytes that are kept on the disk. */
  readonly capacity?: number;
}

/** What runs before this one read, and what the next ones will find. */
export interface Memory {
  readonly bytes: ByteStore;
  /** Notes when the registry began to answer with this manifest. */
  sighting(repository: Repository, work: Promise<Manifest>): Promise<Manifest>;
  recall(repository: Repository, subject: Digest, session: Session): AsyncIterable<Candidate | Attestation | Problem>;
  /** Only of a subject that was sighted, and no longer than from then on. */
  remember: (repository: Repository, subject: Digest, evidence: readonly EvidencePointer[]) => void;
  readonly forget: (repository: Repository, subject: Digest) => void;
  close(): Promise<void>;
}

/** Without options nothing is kept, and nothing is there. */
export function openMemory(options: CacheOptions | undefined, hosts: Hosts): Memory {
  if (options === undefined) return noMemory;
  const { folder, freshness, now = Date.now, capacity } = options;
  const files = new KeptFiles(folder, capacity === undefined ? { now } : { now, capacity });
  const journal = new Journal(folder, "pointers", now);
  const pointers = createPointers(journal, { freshness, now, hosts });
  const sightings = new Map<string, number>();
  const keyOf = ({ registry, repository }: Repository, digest: Digest) => `${registry}/${repository}@${digest}`;
  return {
    bytes: createByteStore(files),
    async sighting(repository, work) {
      const asked = now();
      const manifest = await work;
      sightings.set(keyOf(repository, manifest.digest), asked);
      return manifest;
    },
    async *recall(repository, subject, session) {
      const evidence = await pointers.read(repository, subject);
      if (evidence !== undefined) yield* recalled(session, subject, evidence);
    },
    remember(repository, subject, evidence) {
      const seen = sightings.get(keyOf(repository, subject));
      if (seen !== undefined) pointers.write(repository, subject, evidence, seen);
    },
    forget: pointers.forget,
    close: async () => {
      await Promise.all([files.close(), journal.close()]);
    },
  };
}

const noMemory: Memory = {
  bytes: noBytes,
  sighting: (_, work) => work,
  recall: (_, subject, session) => recalled(session, subject, []),
  remember: () => undefined,
  forget: () => undefined,
  close: () => Promise.resolve(),
};
