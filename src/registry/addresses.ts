import { BlockList, isIP } from "node:net";

/**
 * - public: anybody may be sent there
 * - private, loopback: only a registry that lives there itself may send us there
 * - forbidden: link-local (cloud metadata services), multicast, unspecified: nothing may send us there
 */
export type AddressClass = "public" | "private" | "loopback" | "forbidden";

const FORBIDDEN = subnets(
  ["0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"],
  // Metadata services outside the link-local range: Alibaba Cloud, Azure, Oracle Cloud.
  ["100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"],
  // The last one is the metadata service of AWS.
  ["::/128", "fe80::/10", "ff00::/8", "fd00:ec2::254/128"],
);
const LOOPBACK = subnets(["127.0.0.0/8", "::1/128"]);
const PRIVATE = subnets(
  ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15"],
  // NAT64 and 6to4 carry an IPv4 address inside, which may be a private one.
  ["fc00::/7", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"],
);

/** The class of an IP address; IPv4-mapped IPv6 addresses count as the IPv4 address they hold. */
export function classOfAddress(address: string): AddressClass {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (FORBIDDEN.check(address, family)) return "forbidden";
  if (LOOPBACK.check(address, family)) return "loopback";
  return PRIVATE.check(address, family) ? "private" : "public";
}

/** The IP address that a URL's hostname spells, without brackets; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

function subnets(...ranges: readonly (readonly string[])[]): BlockList {
  const list = new BlockList();
  for (const range of ranges.flat()) {
    const [network = "", prefix] = range.split("/");
    list.addSubnet(network, Number(prefix), network.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
