import type { Digest, Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import type { Candidate, Problem } from "./candidates.ts";
import type { CredentialSource } from "./docker-config.ts";
import { legacySignatures } from "./legacy-signatures.ts";
import type { Manifest } from "./manifest.ts";
import { bundles } from "./referrers.ts";
import { RepositoryClient } from "./repository-client.ts";

export interface RegistryOptions {
  /** The hosts, with port, that are spoken to without TLS. */
  readonly plainHttp?: ReadonlySet<string>;
  readonly credentials?: CredentialSource;
}

/** The questions that the gate asks. Every one throws RegistryError, or ends with a Problem, where it cannot be answered. */
export interface Registry {
  manifestByTag(repository: Repository, tag: string, budget: Budget): Promise<Manifest>;
  manifestByDigest(repository: Repository, digest: Digest, budget: Budget): Promise<Manifest>;
  /** Lazily, one after the other. Ending without a candidate or a problem means: there are none. */
  legacySignatures(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem>;
  bundles(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem>;
  close(): Promise<void>;
}

export function createRegistry({ plainHttp, credentials }: RegistryOptions): Registry {
  const client = new RepositoryClient(plainHttp ?? new Set(), credentials ?? (() => Promise.resolve(undefined)));
  return {
    manifestByTag: (repository, tag, budget) => client.manifest(repository, tag, undefined, budget),
    manifestByDigest: (repository, digest, budget) => client.manifest(repository, digest, digest, budget),
    legacySignatures: (repository, subject, budget) => legacySignatures(client, repository, subject, budget),
    bundles: (repository, subject, budget) => bundles(client, repository, subject, budget),
    close: () => client.close(),
  };
}
