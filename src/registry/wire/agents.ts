import { Agent, Pool, ProxyAgent, type Dispatcher } from "undici";
import type { Limits } from "../limits.ts";
import type { Names } from "./names.ts";
import type { Proxy } from "./proxies.ts";
import { ProxyFailure } from "./proxy-failure.ts";
import type { AddressReach } from "./reach.ts";
import { tlsOptions } from "./tls.ts";

export type WireLimits = Pick<
  Limits,
  "headerBytes" | "connectTimeout" | "headersTimeout" | "bodyTimeout" | "connections"
>;

/** Connections to the hosts themselves. */
export function directAgent(limits: WireLimits, names: Names, reach: AddressReach, ca: string | undefined): Dispatcher {
  const lookup = names.lookupWithin(reach);
  return new Agent({
    ...httpOptions(limits),
    connections: limits.connections,
    connect: { timeout: limits.connectTimeout, lookup, ...tlsOptions(ca) },
  });
}

/**
 * Connections by a proxy, in a tunnel (CONNECT) for plain HTTP as well: so a proxy's own answers are never taken for the
 * registry's, and its login never goes where it does not belong. It resolves the names of the hosts behind it.
 */
export function proxyAgent(limits: WireLimits, names: Names, proxy: Proxy, ca: string | undefined): Dispatcher {
  return new ProxyAgent({
    ...httpOptions(limits),
    connections: limits.connections,
    connectTimeout: limits.connectTimeout,
    uri: proxy.url.href,
    ...(proxy.authorization !== undefined && { token: proxy.authorization }),
    proxyTunnel: true,
    requestTls: { allowH2: false, ...tlsOptions(ca) },
    proxyTls: { allowH2: false, lookup: names.lookupAnywhere(), ...tlsOptions(undefined) },
    clientFactory: (origin, options) => new TunnelPool(proxy, origin, { ...options, ...httpOptions(limits) }),
  });
}

function httpOptions({ headerBytes, headersTimeout, bodyTimeout }: WireLimits) {
  // HTTP/2 gains nothing here that its floods would not cost (docs/decisions/0010-http2.md, CVE-2023-44487).
  return { allowH2: false, maxHeaderSize: headerBytes, headersTimeout, bodyTimeout };
}

/** The connections to a proxy, on each of which a tunnel is asked for. What fails here is the proxy's failure. */
class TunnelPool extends Pool {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, origin: URL, options: Pool.Options) {
    super(origin, options);
    this.#proxy = proxy;
  }

  override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
  override connect(...overloaded: Parameters<Pool["connect"]>): void;
  override async connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
    const answer = await super.connect(options).catch((error: unknown) => {
      throw new ProxyFailure(this.#proxy, undefined, error);
    });
    if (answer.statusCode === 200) return answer;
    answer.socket.on("error", () => undefined).destroy();
    throw new ProxyFailure(this.#proxy, answer.statusCode);
  }
}
