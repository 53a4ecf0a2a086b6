import type { Digest, RegistryHost, Repository } from "../reference/index.ts";
import { Authorizations } from "./authorization.ts";
import type { Budget } from "./budget.ts";
import type { Attestation, Candidate, Problem } from "./candidates.ts";
import { Connections, type Lookup } from "./connections.ts";
import type { CredentialSource } from "./credentials/credentials.ts";
import { endpointOf, hostEndpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Hosts } from "./hosts.ts";
import { legacyAttestations } from "./legacy-attestations.ts";
import { legacySignatures } from "./legacy-signatures.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { imageLocations, signatureLocations } from "./locations.ts";
import { evidenceBytes, type Hashed, type WantedEvidence } from "./evidence-bytes.ts";
import { fetchManifest, keptManifest, type Manifest } from "./manifest.ts";
import { openMemory, type CacheOptions } from "./memory.ts";
import { Mirrors } from "./mirrors.ts";
import type { EvidencePointer } from "./pointers.ts";
import { probe, type Probe } from "./probe.ts";
import { referrers, signatureReferrers } from "./referrers.ts";
import { withRetries } from "./retry.ts";
import { Secrets } from "./secrets.ts";
import { openSession, type Session, type SessionPorts } from "./session.ts";
import type { PredicateTypes } from "./sought.ts";
import { withStored, type StoredEvidence } from "./stored.ts";
import { storedReads } from "./stored-reads.ts";
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
  /** Where what was read is kept for later runs; nowhere where it is left out. */
  readonly cache?: CacheOptions;
  /** What is looked at beside what registries have. */
  readonly stored?: StoredEvidence | undefined;
  /** Milliseconds on a clock that never goes back, by which tokens expire. */
  readonly now?: () => number;
}

/** Reads registries (distribution-spec 1.1, "Pull"). Failures are RegistryErrors whose words are safe to print. */
export interface Registry {
  /** By the source alone. @throws RegistryError */
  manifestByTag(repository: Repository, tag: string, budget: Budget): Promise<Manifest>;
  /** By the source or one of its mirrors. @throws RegistryError the source's */
  manifestByDigest(repository: Repository, digest: Digest, budget: Budget): Promise<Manifest>;
  /**
   * Signatures under cosign's tag. Lazily, candidate after candidate; one that cannot be fetched is yielded as a problem and hides no other.
   * Ending without a candidate or a problem means that there are none, by the word of the source: the image's repository, or
   * the one that its host's settings name for signatures.
   */
  legacySignatures(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem>;
  /** As above: signatures by the referrers API and by the fallback tag, bundles and legacy ones. */
  bundles(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Problem>;
  /** As `bundles`, and attestations in the same pass; first what seems to be of these types, where there are any. */
  referrers(
    repository: Repository,
    subject: Digest,
    budget: Budget,
    predicateTypes?: PredicateTypes,
  ): AsyncIterable<Candidate | Attestation | Problem>;
  /** Attestations under cosign's tag; first what seems to be of these types. Otherwise as above. */
  legacyAttestations(
    repository: Repository,
    subject: Digest,
    budget: Budget,
    predicateTypes?: PredicateTypes,
  ): AsyncIterable<Attestation | Problem>;
  /**
   * What `remember` kept lately, without a request: it may support an acceptance. That nothing comes means nothing, and
   * problems mean nothing either.
   *
   * @throws RegistryError
   */
  recall(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Attestation | Problem>;
  /** As above: what is stored for runs without a network. */
  stored(repository: Repository, subject: Digest, budget: Budget): AsyncIterable<Candidate | Attestation | Problem>;
  /** As `manifestByDigest`, of what is stored, without a request. @throws RegistryError also where it is not stored */
  storedManifest(repository: Repository, digest: Digest, budget: Budget): Promise<Manifest>;
  /**
   * A manifest that holds evidence, and these of its layers, for whoever stores them.
   *
   * @throws RegistryError
   */
  evidenceBytes(repository: Repository, wanted: WantedEvidence, budget: Budget): Promise<readonly Hashed[]>;
  /** Remembers where verified evidence on a digest was found, for whose manifest this client itself asked. */
  remember(repository: Repository, subject: Digest, evidence: readonly EvidencePointer[]): void;
  /** What was remembered of a digest is not recalled by later runs. */
  forget(repository: Repository, subject: Digest): void;
  /** A manifest that was kept, without a request: that it is kept says nothing of what the registry has. Never rejects. */
  kept(repository: Repository, digest: Digest, budget: Budget): Promise<Manifest | undefined>;
  /** Whether a host is there, and takes our login. Never rejects but for a defect. */
  probe(host: RegistryHost, budget: Budget): Promise<Probe>;
  /** Ends the connections; what is under way is aborted. */
  close(): Promise<void>;
}

/** A client that keeps connections and tokens until it is closed. */
export function createRegistry(options: RegistryOptions): Registry {
  const { hosts = new Map() as Hosts } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const closing = new AbortController();
  const { secrets, memory, connections, ports } = openPorts(options, hosts, limits, closing.signal);
  const open = (repository: Repository, budget: Budget) => openSession(ports, endpointOf(repository, hosts), budget);
  const mirrors = new Mirrors(limits);
  const sighted = (repository: Repository, work: Promise<Manifest>) =>
    printably(secrets, memory.sighting(repository, work));
  const found =
    <T extends Candidate | Attestation>(search: Search<T>) =>
    (repository: Repository, subject: Digest, budget: Budget, predicateTypes: PredicateTypes = []) =>
      printableItems(
        secrets,
        mirrors.every(signatureLocations(repository, hosts), budget, (at, share) =>
          search(open(at, share), subject, predicateTypes),
        ),
      );
  return {
    manifestByTag: (repository, tag, budget) => sighted(repository, fetchManifest(open(repository, budget), tag)),
    manifestByDigest: (repository, digest, budget) =>
      sighted(
        repository,
        mirrors.first(imageLocations(repository, hosts), budget, (at, share) =>
          fetchManifest(open(at, share), digest, { digest }),
        ),
      ),
    legacySignatures: found(legacySignatures),
    legacyAttestations: found(legacyAttestations),
    bundles: found(signatureReferrers),
    referrers: found(referrers),
    recall: (repository, subject, budget) =>
      memory.recall(repository, subject, withStored(open(repository, budget), options.stored)),
    ...storedReads({ hosts, limits, stored: options.stored }),
    evidenceBytes: (repository, wanted, budget) => {
      const ask = (at: Repository, share: Budget) => evidenceBytes(open(at, share), wanted);
      return printably(secrets, mirrors.first(signatureLocations(repository, hosts), budget, ask));
    },
    remember: memory.remember,
    forget: memory.forget,
    kept: (repository, digest, budget) => keptManifest(open(repository, budget), { digest }).catch(() => undefined),
    probe: async (host, budget) =>
      printableProbe(secrets, await probe(openSession(ports, hostEndpoint(host, hosts), budget), ports.authorizations)),
    close: async () => {
      closing.abort();
      await Promise.all([connections.close(), memory.close()]);
    },
  };
}

type Search<T> = (session: Session, subject: Digest, sought: PredicateTypes) => AsyncIterable<T | Problem>;

function openPorts(options: RegistryOptions, hosts: Hosts, limits: Limits, signal: AbortSignal) {
  const { credentials: lookup = () => Promise.resolve(undefined), now = () => performance.now() } = options;
  const secrets = new Secrets();
  const connections = new Connections({ ...options, hosts, limits });
  secrets.add(...connections.secrets);
  const get = withRetries(createTransport(connections, limits), limits);
  const authorizations = new Authorizations({ get, connections, lookup, secrets, limits, now, signal });
  const memory = openMemory(options.cache, hosts);
  const ports = { get, connections, authorizations, limits, bytes: memory.bytes } satisfies SessionPorts;
  return { secrets, memory, connections, ports };
}

function printableProbe(secrets: Secrets, { error, ...found }: Probe): Probe {
  return error === undefined ? found : { ...found, error: secrets.withoutSecrets(error) };
}

async function printably<T>(secrets: Secrets, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RegistryError ? secrets.withoutSecrets(error) : error;
  }
}

async function* printableItems<T extends Candidate | Attestation>(
  secrets: Secrets,
  items: AsyncIterable<T | Problem>,
): AsyncGenerator<T | Problem> {
  for await (const item of items) {
    yield item.kind === "problem" ? { ...item, error: secrets.withoutSecrets(item.error) } : item;
  }
}
