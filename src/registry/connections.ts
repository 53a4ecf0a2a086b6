import type { Dispatcher } from "undici";
import { originOf } from "./endpoint.ts";
import type { Hosts, HostSettings } from "./hosts.ts";
import { classOfAddress, literalAddress, type AddressClass } from "./wire/addresses.ts";
import type { WireLimits } from "./wire/agents.ts";
import { lookupBySystem, Names, type Lookup } from "./wire/names.ts";
import { Proxies } from "./wire/proxies.ts";
import { ForbiddenAddress, isWithin, type AddressReach } from "./wire/reach.ts";

export type { Lookup } from "./wire/names.ts";

/**
 * Where a connection may lead. `registry`: the host that the policy names, as its settings say. The others are for hosts
 * that a registry sends us to: public addresses, and the class that a registry of a private network itself lives in.
 */
export type Reach = "registry" | "public" | "private" | "loopback";

export interface ConnectionsOptions {
  readonly hosts: Hosts;
  readonly limits: WireLimits;
  readonly lookup?: Lookup;
  /** Names the proxies; there are none where it is left out. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** How a URL is asked for. */
export interface Route {
  readonly dispatcher: Dispatcher;
  /** The proxy's origin. */
  readonly proxy?: string;
}

/** Connections kept open between requests, apart by where they may lead, whose certificates count, and which proxy they take. */
export class Connections {
  readonly #agents = new Map<string, Dispatcher>();
  readonly #classes = new Map<string, Reach>();
  readonly #settings: ReadonlyMap<string, HostSettings>;
  readonly #limits: WireLimits;
  readonly #names: Names;
  readonly #proxies: Proxies;

  constructor({ hosts, limits, lookup = lookupBySystem, environment = {} }: ConnectionsOptions) {
    this.#settings = new Map([...hosts].map(([host, settings]) => [originOf(host, hosts).origin, settings]));
    this.#limits = limits;
    this.#names = new Names(lookup);
    this.#proxies = new Proxies(environment);
  }

  /** What the proxies are told and nobody else. */
  get secrets(): readonly string[] {
    return this.#proxies.secrets;
  }

  /**
   * @throws ForbiddenAddress where the URL's host is an IP address beyond the reach; names are checked on connecting, and
   *   not at all where a proxy resolves them
   * @throws RegistryError unreachable where the environment names no usable proxy
   */
  async route(url: URL, reach: Reach): Promise<Route> {
    const { ca } = this.#settings.get(url.origin) ?? {};
    const addresses = this.#addressReach(url, reach);
    const literal = literalAddress(url.hostname);
    if (literal !== undefined && !isWithin(addresses, literal)) throw new ForbiddenAddress(literal);
    const proxy = this.#proxies.for(url);
    // Loaded when first a host is asked: undici costs more than everything that an offline run loads besides.
    const { directAgent, proxyAgent } = await import("./wire/agents.ts");
    if (proxy === undefined) {
      return { dispatcher: this.#agent(addresses, ca, () => directAgent(this.#limits, this.#names, addresses, ca)) };
    }
    const {
      url: { href, origin },
      variable,
    } = proxy;
    // Two variables may name one proxy with two logins.
    return {
      dispatcher: this.#agent(`${variable} ${href}`, ca, () => proxyAgent(this.#limits, this.#names, proxy, ca)),
      proxy: origin,
    };
  }

  /** Where the hosts may be that this registry sends us to. */
  async reachBeyond(registry: URL): Promise<Reach> {
    if (this.#settings.get(registry.origin)?.privateNetwork !== true) return "public";
    const known = this.#classes.get(registry.hostname) ?? (await this.#classify(registry.hostname));
    if (known === undefined) return "public"; // Unresolved, so nothing shows that it is private: the strictest reach.
    this.#classes.set(registry.hostname, known);
    return known;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  #addressReach({ origin }: URL, reach: Reach): AddressReach {
    if (reach !== "registry") return reach;
    return this.#settings.get(origin)?.privateNetwork === true ? "network" : "public";
  }

  #agent(way: string, ca: string | undefined, create: () => Dispatcher): Dispatcher {
    const key = JSON.stringify([way, ca]);
    const agent = this.#agents.get(key) ?? create();
    this.#agents.set(key, agent);
    return agent;
  }

  async #classify(hostname: string): Promise<Reach | undefined> {
    const addresses = await this.#addressesOf(hostname);
    if (addresses.length === 0) return undefined;
    const classes = new Set<AddressClass>(addresses.map(classOfAddress));
    if (classes.has("loopback")) return "loopback";
    return classes.has("private") ? "private" : "public";
  }

  async #addressesOf(hostname: string): Promise<string[]> {
    const literal = literalAddress(hostname);
    if (literal !== undefined) return [literal];
    const addresses = await this.#names.resolve(hostname).catch(() => []);
    return addresses.map(({ address }) => address);
  }
}
