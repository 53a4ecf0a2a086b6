import pLimit, { type LimitFunction } from "p-limit";
import type { Repository } from "../reference/index.ts";

/** How many images are checked at the same time, of all registries: it bounds the memory. */
const ALL_HOSTS = 64;

type Limit = <T>(repository: Repository, work: () => Promise<T>) => Promise<T>;

/**
 * As many images of one registry at a time as there are connections to it: an image whose time runs does not wait for a
 * connection, and one or two registries that are slow hold up their own images only.
 */
export function limitByHost(connections: number): Limit {
  const hosts = new Map<string, LimitFunction>();
  const all = pLimit(ALL_HOSTS);
  return ({ registry }, work) => {
    const host = hosts.get(registry) ?? pLimit(connections);
    hosts.set(registry, host);
    return host(() => all(work));
  };
}
