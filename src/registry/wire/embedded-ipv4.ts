import { bytesOf } from "./ip-bytes.ts";

interface Form {
  /** The bytes that tell the form, from `from` on. */
  readonly from: number;
  readonly bytes: readonly number[];
  /** Where the IPv4 address begins. */
  readonly at: number;
  readonly inverted?: boolean;
}

const MAPPED: Form = { from: 0, bytes: [...zeros(10), 0xff, 0xff], at: 12 };
const NAT64: Form = { from: 0, bytes: [0x00, 0x64, 0xff, 0x9b, ...zeros(8)], at: 12 };

/** Forms that lead to an IPv4 address only where somebody runs a relay for them. */
const RELAYED: readonly Form[] = [
  // NAT64 of a local network (RFC 8215), in the layout of RFC 6052 for 96 bits; the others read as 0.0.0.0, which is refused
  { from: 0, bytes: [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01], at: 12 },
  // 6to4 (RFC 3056)
  { from: 0, bytes: [0x20, 0x02], at: 2 },
  // Teredo (RFC 4380): the server, and the client with its bits inverted
  { from: 0, bytes: [0x20, 0x01, 0x00, 0x00], at: 4 },
  { from: 0, bytes: [0x20, 0x01, 0x00, 0x00], at: 12, inverted: true },
  // ISATAP (RFC 5214), below any prefix
  { from: 8, bytes: [0x00, 0x00, 0x5e, 0xfe], at: 12 },
  { from: 8, bytes: [0x02, 0x00, 0x5e, 0xfe], at: 12 },
];

/** The IPv4 address that an IPv6 address is only another name for: IPv4-mapped, or translated (NAT64, RFC 6052). */
export function translatedIPv4(address: string): string | undefined {
  const bytes = bytesOf(address);
  return [MAPPED, NAT64].filter((form) => isOf(form, bytes)).map((form) => extract(form, bytes))[0];
}

/** The IPv4 addresses that a relay's IPv6 address leads to. */
export function relayedIPv4(address: string): readonly string[] {
  const bytes = bytesOf(address);
  return RELAYED.filter((form) => isOf(form, bytes)).map((form) => extract(form, bytes));
}

function isOf({ from, bytes }: Form, address: readonly number[]): boolean {
  return address.length === 16 && bytes.every((byte, index) => address[from + index] === byte);
}

function extract({ at, inverted = false }: Form, address: readonly number[]): string {
  const bytes = address.slice(at, at + 4);
  return bytes.map((byte) => (inverted ? byte ^ 0xff : byte)).join(".");
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
