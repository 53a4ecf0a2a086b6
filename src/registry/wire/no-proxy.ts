import { BlockList, isIP, isIPv6 } from "node:net";
import { literalAddress } from "./addresses.ts";

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

type Exception = (host: string, port: string) => boolean;

/**
 * Whether NO_PROXY (as Go's programs, Docker and cosign among them, read it) excepts a URL: `*` everything, `host` that
 * host and those below its domain, `.domain` and `*.domain` those below only, an IP address or a CIDR block the hosts
 * that are written as addresses, each with `:port` for one port alone. What cannot be read excepts nothing.
 */
export function isExcepted(noProxy: string, url: URL): boolean {
  const host = (literalAddress(url.hostname) ?? url.hostname).replace(/\.$/, "").toLowerCase();
  const port = url.port === "" ? (DEFAULT_PORTS[url.protocol] ?? "") : url.port;
  const entries = noProxy.split(/[\s,]+/).filter((entry) => entry !== "");
  return entries.some((entry) => exceptionOf(entry.toLowerCase())(host, port));
}

function exceptionOf(entry: string): Exception {
  if (entry === "*") return () => true;
  if (entry.includes("/")) return blockOf(entry);
  const [, inBrackets, plain = entry, port] = /^(?:\[([^[\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const matches = hostMatcher(inBrackets ?? plain);
  return (host, asked) => (port === undefined || port === asked) && matches(host);
}

function hostMatcher(name: string): (host: string) => boolean {
  if (isIP(name) !== 0) return (host) => isIP(host) !== 0 && isSameAddress(name, host);
  const domain = name.startsWith("*.") ? name.slice(1) : name;
  if (domain === "" || domain === ".") return () => false;
  if (domain.startsWith(".")) return (host) => host.endsWith(domain);
  return (host) => host === domain || host.endsWith(`.${domain}`);
}

function blockOf(entry: string): Exception {
  const [network = "", prefix = ""] = entry.split("/");
  const list = new BlockList();
  try {
    if (!/^\d{1,3}$/.test(prefix)) return () => false;
    list.addSubnet(network, Number(prefix), familyOf(network));
  } catch {
    return () => false;
  }
  return (host) => isIP(host) !== 0 && list.check(host, familyOf(host));
}

function isSameAddress(one: string, other: string): boolean {
  const list = new BlockList();
  list.addAddress(one, familyOf(one));
  return list.check(other, familyOf(other));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
