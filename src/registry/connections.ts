import type { LookupAddress } from "node:dns";
import { lookup as resolve } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher } from "undici";
import { classOfAddress, literalAddress, type AddressClass } from "./addresses.ts";
import type { Limits } from "./limits.ts";

/** Resolves a host name to all its addresses. */
export type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Where a connection may lead. `registry`: the host that the policy names, wherever it lives. The others are for hosts
 * that a registry sends us to: public addresses, and the class that the registry itself lives in.
 */
export type Reach = "registry" | "public" | "private" | "loopback";

/** A host that a registry sent us to has an address that it must not lead to (server-side request forgery). */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/** Connections kept open between requests, apart by where they may lead. */
export class Connections {
  readonly #agents = new Map<Reach, Agent>();
  readonly #reaches = new Map<string, Promise<Reach>>();
  readonly #limits: Limits;
  readonly #lookup: Lookup;

  constructor(limits: Limits, lookup: Lookup = (hostname) => resolve(hostname, { all: true })) {
    this.#limits = limits;
    this.#lookup = lookup;
  }

  /** @throws ForbiddenAddress where the URL's host is an IP address beyond the reach; names are checked on connecting. */
  dispatcher(url: URL, reach: Reach): Dispatcher {
    const address = literalAddress(url.hostname);
    if (address !== undefined && !isWithin(reach, address)) throw new ForbiddenAddress(`${address} is not public`);
    const agent = this.#agents.get(reach) ?? createAgent(this.#limits, guardedLookup(this.#lookup, reach));
    this.#agents.set(reach, agent);
    return agent;
  }

  /** Where the hosts may be that this registry sends us to. */
  reachBeyond(registry: URL): Promise<Reach> {
    const known = this.#reaches.get(registry.hostname) ?? this.#classify(registry.hostname);
    this.#reaches.set(registry.hostname, known);
    return known;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  async #classify(hostname: string): Promise<Reach> {
    const literal = literalAddress(hostname);
    const addresses = literal === undefined ? await this.#addressesOf(hostname) : [literal];
    const classes = new Set(addresses.map(classOfAddress));
    if (classes.has("loopback")) return "loopback";
    return classes.has("private") ? "private" : "public";
  }

  async #addressesOf(hostname: string): Promise<string[]> {
    try {
      return (await this.#lookup(hostname)).map(({ address }) => address);
    } catch {
      return []; // Unresolved, so nothing shows that it is private: the strictest reach.
    }
  }
}

function createAgent(limits: Limits, lookup: LookupFunction): Agent {
  return new Agent({
    // Neither its floods (CVE-2023-44487) nor its multiplexing concern a client that asks for a few small documents.
    allowH2: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    bodyTimeout: limits.bodyTimeout,
    // Explicit, because their defaults can be weakened by NODE_TLS_REJECT_UNAUTHORIZED and --tls-min-v1.0 (law 9).
    connect: { timeout: limits.connectTimeout, rejectUnauthorized: true, minVersion: "TLSv1.2", lookup },
  });
}

/** Resolves and checks in one step, so that a name cannot change its address between the check and the connection. */
function guardedLookup(lookup: Lookup, reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(({ address }) => isWithin(reach, address))) {
          callback(new ForbiddenAddress(`${hostname} has an address that is not public`), "");
        } else if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, "");
      },
    );
  };
}

function isWithin(reach: Reach, address: string): boolean {
  if (reach === "registry") return true;
  const allowed: readonly AddressClass[] = ["public", reach];
  return allowed.includes(classOfAddress(address));
}
