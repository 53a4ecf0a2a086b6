import type { PolicyDocument } from "../policy/index.ts";
import { createRegistry, credentialsFrom, type Limits, type Registry } from "../registry/index.ts";
import type { Verifier } from "./evidence.ts";
import type { GateLock } from "./lock.ts";

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
  readonly verifier?: Verifier;
  /** Whether verdicts tell what each digest is: one more request for a digest that would not have been asked for. */
  readonly describe?: boolean;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** The client, set up as the policy and the caller say. */
export function openRegistry(policy: PolicyDocument, limits: Limits, options: GateOptions): Registry {
  const { environment = process.env, cacheFolder: folder, now } = options;
  return createRegistry({
    hosts: policy.registries,
    environment,
    credentials: credentialsFrom(environment, policy.registries),
    limits,
    ...(folder !== undefined && { cache: { folder, freshness: policy.freshness, ...(now && { now }) } }),
  });
}
