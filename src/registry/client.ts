import type { Digest, Repository } from "../reference/index.ts";
import { Authorizations } from "./authorization.ts";
import type { Budget } from "./budget.ts";
import type { Candidate, Problem } from "./candidates.ts";
import { Connections, type Lookup } from "./connections.ts";
import type { CredentialSource } from "./credentials.ts";
import { endpointOf } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Hosts } from "./hosts.ts";
import { legacySignatures } from "./legacy-signatures.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { fetchManifest, type Manifest } from "./manifest.ts";
import { bundles } from "./referrers.ts";
import { withRetries } from "./retry.ts";
import { Secrets } from "./secrets.ts";
import { openSession } from "./session.ts";
import { createTransport } from "./transport.ts";

export interface RegistryOptions {
  /** Settings of single hosts; a host that is not here is spoken to as the defaults say. */
  readonly hosts?: Hosts;
  /** Names the proxies (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY); there are none where it is left out. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly credentials?: CredentialSource;
  readonly limits?: Partial<Limits>;
  /** Resolves host names; the system's resolver where it is left out. */
  readonly lookup?: Lookup;
}

/** Reads registries (distribution-spec 1.1, "Pull"). Failures are RegistryErrors whose words are safe to print. */
export interface Registry {
  /** @throws RegistryError */
  manifestByTag(repository: Repository, tag: string, budget: Budget): Promise<Manifest>;
  /** @throws RegistryError */
  manifestByDigest(repository: Repository, digest: Digest, budget: Budget): Promise<Manifest>;
  /**
   * Lazily, candidate after candidate; one that cannot be fetched is yielded as a problem and hides no other.
   * Ending without a candidate or a problem means that there are none.
   */
  legacySignatures(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem>;
  /** As above: bundles by the referrers API and by the fallback tag. */
  bundles(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem>;
  /** Ends the connections; what is under way is aborted. */
  close(): Promise<void>;
}

/** A client that keeps connections and tokens until it is closed. */
export function createRegistry(options: RegistryOptions): Registry {
  const { hosts = new Map() as Hosts, credentials: lookup = () => Promise.resolve(undefined) } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const secrets = new Secrets();
  const closing = new AbortController();
  const connections = new Connections({ ...options, hosts, limits });
  secrets.add(...connections.secrets);
  const get = withRetries(createTransport(connections, limits), limits);
  const authorizations = new Authorizations({ get, connections, lookup, secrets, limits, signal: closing.signal });
  const open = (repository: Repository, budget: Budget) =>
    openSession({ get, connections, authorizations, limits }, endpointOf(repository, hosts), budget);
  return {
    manifestByTag: async (repository, tag, budget) => printably(secrets, fetchManifest(open(repository, budget), tag)),
    manifestByDigest: async (repository, digest, budget) =>
      printably(secrets, fetchManifest(open(repository, budget), digest, { digest })),
    legacySignatures: (repository, subject, budget) =>
      printableItems(secrets, legacySignatures(open(repository, budget), subject)),
    bundles: (repository, subject, budget) => printableItems(secrets, bundles(open(repository, budget), subject)),
    close: async () => {
      closing.abort();
      await connections.close();
    },
  };
}

async function printably<T>(secrets: Secrets, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RegistryError ? secrets.withoutSecrets(error) : error;
  }
}

async function* printableItems(
  secrets: Secrets,
  items: AsyncIterable<Candidate | Problem>,
): AsyncGenerator<Candidate | Problem> {
  for await (const item of items) {
    yield item.kind === "problem" ? { ...item, error: secrets.withoutSecrets(item.error) } : item;
  }
}
