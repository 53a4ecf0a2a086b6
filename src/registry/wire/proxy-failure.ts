import type { Proxy } from "./proxies.ts";

/** A proxy could not be reached, or would not lead to the host. */
export class ProxyFailure extends Error {
  override readonly name = "ProxyFailure";
  /** `host:port`, without a login. */
  readonly host: string;
  readonly origin: string;
  readonly variable: string;
  /** What it answered; undefined where it did not answer. */
  readonly status: number | undefined;

  constructor({ url, variable }: Proxy, status: number | undefined, cause?: unknown) {
    super("the proxy failed", { cause });
    this.host = url.host;
    this.origin = url.origin;
    this.variable = variable;
    this.status = status;
  }

  /** Whether the proxy itself is there: it answered, or took the request and is still waiting for the host behind it. */
  get isBehind(): boolean {
    return this.status !== undefined || isHeadersTimeout(this.cause);
  }
}

/** By its code: to know its class, undici would have to be loaded where nobody is asked. */
function isHeadersTimeout(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "UND_ERR_HEADERS_TIMEOUT";
}
