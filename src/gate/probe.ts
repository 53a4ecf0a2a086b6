import pLimit from "p-limit";
import type { PolicyDocument } from "../policy/index.ts";
import type { RegistryHost } from "../reference/index.ts";
import { createBudget, defaultLimits, type Probe } from "../registry/index.ts";
import { openRegistry, type GateOptions } from "./open-registry.ts";

/** A handful of hosts is what documents name; more than that take turns. */
const AT_ONCE = 8;

/** Asks registries whether they are there and take the login that their images are asked with, in the order given. */
export async function probeRegistries(
  policy: PolicyDocument,
  hosts: readonly RegistryHost[],
  options: GateOptions,
): Promise<readonly (Probe & { readonly host: RegistryHost })[]> {
  const limits = { ...defaultLimits, ...options.limits };
  const registry = openRegistry(policy, limits, options);
  try {
    return await pLimit(AT_ONCE).map(hosts, async (host) => ({
      host,
      ...(await registry.probe(host, createBudget(limits, options.signal))),
    }));
  } finally {
    await registry.close();
  }
}
