import { BlockList, isIP } from "node:net";
import { relayedIPv4, translatedIPv4 } from "./embedded-ipv4.ts";

/** From harmless to never. */
const CLASSES = ["public", "private", "loopback", "forbidden"] as const;

/**
 * - public: globally reachable; anybody may be asked there
 * - private, loopback: only a registry that the policy document says to be there, and what it sends us to
 * - forbidden: link-local (cloud metadata services), multicast, unspecified, reserved: never, whatever is said
 */
export type AddressClass = (typeof CLASSES)[number];

const FORBIDDEN = subnets(
  ["0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"],
  // Metadata services outside the link-local range: Alibaba Cloud, Azure, Oracle Cloud, AWS, Google Cloud, Scaleway.
  ["100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"],
  ["fd00:ec2::/32", "fd20:ce::254/128", "fd00:42::42/128"],
);
const LOOPBACK = subnets(["127.0.0.0/8", "::1/128"]);
// What IANA's special-purpose registries call not globally reachable, and what may be somebody's inner network.
const PRIVATE = subnets(
  ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ["192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24"],
  ["64:ff9b:1::/48", "fc00::/7", "fec0::/10", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16"],
);
const GLOBAL_UNICAST = subnets(["2000::/3"]);

/** The class of an IP address. One that holds an IPv4 address is at least as dangerous as that one; no address is forbidden. */
export function classOfAddress(address: string): AddressClass {
  switch (isIP(address)) {
    case 4:
      return classOfIPv4(address);
    case 6:
      return classOfIPv6(address.split("%")[0] ?? "");
    default:
      return "forbidden";
  }
}

/** The IP address that a URL's hostname spells, without brackets; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

/** Whether a name is this machine's own, whatever a resolver says (RFC 6761, section 6.3). */
export function isLocalhost(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/i.test(hostname);
}

function classOfIPv4(address: string): AddressClass {
  return listed(address, "ipv4") ?? "public";
}

function classOfIPv6(address: string): AddressClass {
  const translated = translatedIPv4(address);
  if (translated !== undefined) return classOfIPv4(translated);
  // What is not global unicast and in no list is reserved: ::/96, discarded prefixes, multicast, link-local.
  const own = listed(address, "ipv6") ?? (GLOBAL_UNICAST.check(address, "ipv6") ? "public" : "forbidden");
  return strictest([own, ...relayedIPv4(address).map(classOfIPv4)]);
}

function listed(address: string, family: "ipv4" | "ipv6"): AddressClass | undefined {
  if (FORBIDDEN.check(address, family)) return "forbidden";
  if (LOOPBACK.check(address, family)) return "loopback";
  return PRIVATE.check(address, family) ? "private" : undefined;
}

function strictest(classes: readonly AddressClass[]): AddressClass {
  return CLASSES[Math.max(...classes.map((one) => CLASSES.indexOf(one)))] ?? "forbidden";
}

function subnets(...ranges: readonly (readonly string[])[]): BlockList {
  const list = new BlockList();
  for (const range of ranges.flat()) {
    const [network = "", prefix] = range.split("/");
    list.addSubnet(network, Number(prefix), network.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
