import { expect, it } from "@jest/globals";
import { classOfAddress, literalAddress } from "../../src/registry/addresses.ts";

it.each([
  ["93.184.216.34", "public"],
  ["2606:4700::1111", "public"],
  ["172.15.255.255", "public"],
  ["172.32.0.0", "public"],
  ["192.169.0.1", "public"],
  ["100.63.255.255", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["10.0.0.0", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["198.18.0.1", "private"],
  ["fd00::1", "private"],
  ["fc00::1", "private"],
  ["::ffff:10.0.0.1", "private"],
  ["64:ff9b::a9fe:a9fe", "private"],
  ["2002:a9fe:a9fe::1", "private"],
  ["169.254.169.254", "forbidden"],
  ["169.254.0.1", "forbidden"],
  ["::ffff:a9fe:a9fe", "forbidden"],
  ["fe80::1", "forbidden"],
  ["fd00:ec2::254", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["168.63.129.16", "forbidden"],
  ["192.0.0.192", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["::", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["255.255.255.255", "forbidden"],
  ["ff02::1", "forbidden"],
])("%s is %s", (address, expected) => {
  expect(classOfAddress(address)).toBe(expected);
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
