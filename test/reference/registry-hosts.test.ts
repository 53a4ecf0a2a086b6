import { describe, expect, it } from "@jest/globals";
import { parseRegistryHost } from "../../src/reference/index.ts";
import { reasonOf, refusalOf } from "./read.ts";

describe("what is no host is refused", () => {
  it.each([
    "./app",
    "../app",
    ".../app",
    ".example/app",
    "example./app",
    "example.com./app",
    "example..com/app",
    "-example.com/app",
    "example-.com/app",
    "example.-com/app",
    "example.com-/app",
    "my_host.example/app",
    "my_host:5000/app",
    "a+b.example/app",
    "xn--.example/app",
    `${"a".repeat(64)}.example/app`,
    `${"a.".repeat(127)}example/app`,
    "foo.0x1/app",
    "1.2.3.256/app",
    "1.2.3.4.5/app",
    "256.256.256.256:5000/app",
    "::1/app",
    "2001:db8::1/app",
    "a:b:c/app",
    "example.com:5000:5001/app",
    "[:/app",
    "[::1/app",
    "::1]/app",
    "[]:5000/app",
    "[:::]/app",
    "[::1]5000/app",
    "[::1]]:5000/app",
    "[[::1]]:5000/app",
    "[::g]/app",
    "[1:2:3:4:5:6:7]/app",
    "[1:2:3:4:5:6:7:8:9]/app",
    "[12345::]/app",
    "[1::2::3]/app",
    "[::ffff:7f00:1]/app",
    "[::FFFF:10.0.0.1]/app",
    "[0:0:0:0:0:ffff:0a00:1]:5000/app",
    "[64:ff9b::10.0.0.1]/app",
    "[127.0.0.1]/app",
    "[example.com]/app",
    ":5000/app",
    ":443/app",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("registry-host");
  });
});

describe("a number that URL parsers turn into another address is refused (SSRF by spelling)", () => {
  it.each([
    "127.1/app",
    "1.2.3/app",
    "0x7f.0.0.1/app",
    "0x7f.1/app",
    "0177.0.0.1/app",
    "01.2.3.4:5000/app",
    "2130706433:5000/app",
    "0:5000/app",
    "0x7f000001:5000/app",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("ambiguous-host");
  });
});

describe("a port is a number from 1 to 65535", () => {
  it.each([
    "example.com:/app",
    "example.com:0/app",
    "example.com:00/app",
    "example.com:0443/app",
    "example.com:05000/app",
    "example.com:65536/app",
    "example.com:99999/app",
    "example.com:100000/app",
    "example.com:443443443443443443443/app",
    "example.com:-1/app",
    "example.com:+80/app",
    "example.com:80a/app",
    "example.com:0x50/app",
    "example.com:1e3/app",
    "example.com:http/app",
    "nginx:1.29/app",
    "[::1]:/app",
    "[::1]:0/app",
    "[::1]:65536/app",
  ])("%s", (text) => {
    expect(reasonOf(text)).toBe("registry-port");
  });
});

describe("a registry's host alone", () => {
  it.each([
    ["ghcr.io", "ghcr.io"],
    ["GHCR.io:443", "ghcr.io"],
    ["localhost", "localhost"],
    ["localhost:5000", "localhost:5000"],
    ["builder:443", "builder:443"],
    ["[::1]:5000", "[::1]:5000"],
    ["index.docker.io", "docker.io"],
  ])("%s is %s", (text, expected) => {
    expect(parseRegistryHost(text)).toBe(expected);
  });

  it.each([
    ["", "empty"],
    ["ghcr.io/acme", "registry-host"],
    ["ghcr.io/", "registry-host"],
    ["builder", "registry-host"],
    ["user@ghcr.io", "registry-host"],
    ["https://ghcr.io", "scheme"],
    ["user:pw@ghcr.io/", "userinfo"],
    ["*.example.com", "forbidden-character"],
    ["Builder", "ambiguous-host"],
    ["Docker.io", "ambiguous-host"],
    ["ghcr.io:0", "registry-port"],
    ["ghcr.io ", "whitespace"],
  ])("%s is refused as %s", (text, reason) => {
    expect(refusalOf(() => parseRegistryHost(text)).reason).toBe(reason);
  });

  it.each(["user:hunter2@ghcr.io", "user:hunter2@ghcr.io:5000", "hunter2:@ghcr.io/", "https://hunter2@ghcr.io"])(
    "%s is refused without repeating the password",
    (text) => {
      expect(refusalOf(() => parseRegistryHost(text)).message).not.toContain("hunter2");
    },
  );
});
