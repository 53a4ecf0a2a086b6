import { settingsByName, type PolicyDocument } from "../policy/index.ts";
import {
  createOfflineRegistry,
  createRegistry,
  credentialsFrom,
  type Limits,
  type Registry,
  type StoredEvidence,
} from "../registry/index.ts";
import type { EvidenceFound, Verifier } from "./evidence.ts";
import type { GateLock } from "./lock.ts";

/** The stored evidence that a gate looks at. */
export function storedIn({ evidence, lock }: GateOptions): StoredEvidence | undefined {
  return evidence ?? lock?.evidence;
}

export interface GateOptions {
  /** Where credentials are looked for; `process.env` where it is left out. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly limits?: Partial<Limits>;
  /** Where what registries sent is kept for the next run, an absolute path; nothing is kept where it is left out. */
  readonly cacheFolder?: string;
  /** What is locked counts in place of what a tag points at; without one every tag is asked. */
  readonly lock?: GateLock;
  /** Aborts everything that is under way; what was not finished is undetermined. */
  readonly signal?: AbortSignal;
  /**
   * Evidence that was stored, looked at before a registry is asked for signatures; it may support an acceptance, never a rejection.
   * The lock's where it is left out.
   */
  readonly evidence?: StoredEvidence;
  /** Sends no packet, resolves no name, asks no credential helper: what stored evidence does not support is undetermined. */
  readonly offline?: boolean;
  /** Told of the evidence on each digest that has all that its rule requires. */
  readonly onEvidence?: (found: EvidenceFound) => void;
  readonly verifier?: Verifier;
  /** Whether verdicts tell what each digest is: one more request for a digest that would not have been asked for. */
  readonly describe?: boolean;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** The client, set up as the policy and the caller say. */
export function openRegistry(policy: PolicyDocument, limits: Limits, options: GateOptions): Registry {
  const { environment = process.env, cacheFolder: folder, now } = options;
  const stored = storedIn(options);
  const hosts = settingsByName(policy);
  if (options.offline === true) return createOfflineRegistry({ hosts, limits, stored });
  return createRegistry({
    hosts,
    environment,
    credentials: credentialsFrom(environment, hosts),
    limits,
    stored,
    ...(folder !== undefined && { cache: { folder, freshness: policy.freshness, ...(now && { now }) } }),
  });
}
