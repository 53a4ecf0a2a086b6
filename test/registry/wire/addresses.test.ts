import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { classOfAddress, isLocalhost, literalAddress } from "../../../src/registry/wire/addresses.ts";

describe("an address that is globally reachable is public", () => {
  it.each([
    ["93.184.216.34"],
    ["2606:4700::1111"],
    ["2001:4860:4860::8888"],
    ["2001:200::1"],
    ["172.15.255.255"],
    ["172.32.0.0"],
    ["192.169.0.1"],
    ["192.0.1.1"],
    ["100.63.255.255"],
    ["100.128.0.0"],
    ["198.20.0.0"],
    ["223.255.255.255"],
    ["::ffff:93.184.216.34"],
    ["64:ff9b::5db8:d822"],
  ])("%s", (address) => {
    expect(classOfAddress(address)).toBe("public");
  });
});

describe("an address that may be somebody's inner network is private", () => {
  it.each([
    ["10.0.0.0", "RFC 1918"],
    ["172.16.0.1", "RFC 1918"],
    ["172.31.255.255", "RFC 1918"],
    ["192.168.1.1", "RFC 1918"],
    ["100.64.0.1", "shared address space"],
    ["198.18.0.1", "benchmarking"],
    ["192.0.0.8", "IETF protocol assignments"],
    ["192.0.2.1", "documentation"],
    ["198.51.100.1", "documentation"],
    ["203.0.113.1", "documentation"],
    ["192.88.99.1", "6to4 relays"],
    ["fd00::1", "unique local"],
    ["fc00::1", "unique local"],
    ["fec0::1", "site-local"],
    ["2001:db8::1", "documentation"],
    ["3fff::1", "documentation"],
    ["5f00::1", "segment routing"],
    ["2001:2::1", "benchmarking"],
    ["2001:20::1", "ORCHIDv2"],
    ["64:ff9b:1::a00:1", "local NAT64"],
    ["::ffff:10.0.0.1", "IPv4-mapped RFC 1918"],
    ["::ffff:a00:1", "IPv4-mapped RFC 1918"],
    ["64:ff9b::a00:1", "NAT64 of RFC 1918"],
    ["2002:a00:1::1", "6to4 of RFC 1918"],
    ["2002:5db8:d822::1", "6to4 of a public address: a relay nobody knows"],
    ["2001:0:5db8:d822::a247:27dd", "Teredo of public addresses"],
    ["2606:4700::5efe:10.0.0.1", "ISATAP of RFC 1918"],
    ["2606:4700::200:5efe:192.168.0.1", "ISATAP of RFC 1918"],
  ])("%s (%s)", (address) => {
    expect(classOfAddress(address)).toBe("private");
  });
});

describe("an address of this machine is loopback", () => {
  it.each([
    ["127.0.0.1"],
    ["127.255.255.254"],
    ["::1"],
    ["0:0:0:0:0:0:0:1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
    ["2002:7f00:1::"],
    ["2606:4700::5efe:7f00:1"],
  ])("%s", (address) => {
    expect(classOfAddress(address)).toBe("loopback");
  });
});

describe("an address that nobody may send us to is forbidden (D14)", () => {
  it.each([
    ["169.254.169.254", "metadata"],
    ["169.254.0.1", "link-local"],
    ["::ffff:a9fe:a9fe", "IPv4-mapped metadata"],
    ["::ffff:0:a9fe:a9fe", "IPv4-translated metadata"],
    ["::a9fe:a9fe", "IPv4-compatible metadata"],
    ["::127.0.0.1", "IPv4-compatible"],
    ["64:ff9b::a9fe:a9fe", "NAT64 of metadata"],
    ["64:ff9b:1::a9fe:a9fe", "local NAT64 of metadata"],
    ["2002:a9fe:a9fe::1", "6to4 of metadata"],
    ["2001:0:a9fe:a9fe::1", "Teredo by a metadata server"],
    ["2001:0:5db8:d822::5601:5601", "Teredo of a metadata client"],
    ["2606:4700::5efe:a9fe:a9fe", "ISATAP of metadata"],
    ["fe80::1", "link-local"],
    ["fe80::1%eth0", "link-local with a zone"],
    ["fd00:ec2::254", "AWS"],
    ["fd00:ec2::23", "AWS"],
    ["fd20:ce::254", "Google Cloud"],
    ["100.100.100.200", "Alibaba Cloud"],
    ["168.63.129.16", "Azure"],
    ["192.0.0.192", "Oracle Cloud"],
    ["0.0.0.0", "unspecified"],
    ["0.1.2.3", "this network"],
    ["::", "unspecified"],
    ["224.0.0.1", "multicast"],
    ["240.0.0.1", "reserved"],
    ["255.255.255.255", "broadcast"],
    ["ff02::1", "multicast"],
    ["100::1", "discarded"],
    ["100:0:0:1::1", "dummy prefix"],
    ["4000::1", "reserved"],
    ["localhost", "no address"],
    ["", "no address"],
    ["1.2.3", "no address"],
  ])("%s (%s)", (address) => {
    expect(classOfAddress(address)).toBe("forbidden");
  });
});

it("an address that only wraps an IPv4 address is never of a milder class than that one", () => {
  const order = ["public", "private", "loopback", "forbidden"];
  const octet = fc.oneof(fc.constantFrom(0, 10, 127, 169, 172, 192, 254), fc.nat(255));
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      const own = order.indexOf(classOfAddress(`${a}.${b}.${c}.${d}`));
      for (const wrapped of [
        `::ffff:${hex}`,
        `64:ff9b::${hex}`,
        `2002:${hex}::`,
        `2606:4700::5efe:${hex}`,
        `::${hex}`,
      ]) {
        const found = classOfAddress(wrapped);
        // ::1 is loopback itself, although 0.0.0.1 is forbidden.
        if (wrapped !== "::0:1") expect(order.indexOf(found)).toBeGreaterThanOrEqual(own);
      }
    }),
  );
});

it.each([
  ["http://2852039166/", "169.254.169.254"],
  ["http://0x7f.1/", "127.0.0.1"],
  ["http://0177.0.0.1/", "127.0.0.1"],
  ["http://127.1./", "127.0.0.1"],
  ["http://１２７.0.0.1/", "127.0.0.1"],
  ["http://[::FFFF:169.254.169.254]/", "::ffff:a9fe:a9fe"],
  ["http://[::1]:5000/", "::1"],
  ["http://localhost/", undefined],
  ["http://127.0.0.1.example/", undefined],
])("the host of %s is the address %s", (url, address) => {
  expect(literalAddress(new URL(url).hostname)).toBe(address);
});

it.each([
  ["localhost", true],
  ["registry.localhost", true],
  ["LOCALHOST.", true],
  ["localhost.example", false],
  ["notlocalhost", false],
])("%s is this machine's own name: %s", (name, expected) => {
  expect(isLocalhost(name)).toBe(expected);
});
