import { isIPv4 } from "node:net";

const GROUPS = 8;

/** The bytes of an IP address in network order: 4 or 16 of them. A zone (`%eth0`) is left out. */
export function bytesOf(address: string): readonly number[] {
  if (isIPv4(address)) return address.split(".").map(Number);
  const [bare = ""] = address.split("%");
  // A URL writes every spelling of an IPv6 address in the same way, in hexadecimal only.
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [left = [], right = []] = canonical.split("::").map(groupsOf);
  const zeros = Array.from({ length: GROUPS - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}
