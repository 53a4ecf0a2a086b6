import { describe, expect, it } from "@jest/globals";
import { isExcepted } from "../../../src/registry/wire/no-proxy.ts";
import { Proxies } from "../../../src/registry/wire/proxies.ts";
import { failureOf } from "../contents.ts";

const https = new URL("https://ghcr.io");
const http = new URL("http://registry.example:5000");

const chosen = (environment: NodeJS.ProcessEnv, url: URL) => new Proxies(environment).for(url)?.url.host;

describe("the proxy for", () => {
  it.each([
    [{ HTTPS_PROXY: "http://a:1" }, "a:1", undefined],
    [{ HTTP_PROXY: "http://a:1" }, undefined, "a:1"],
    [{ https_proxy: "http://a:1", HTTPS_PROXY: "http://b:1" }, "a:1", undefined],
    [{ http_proxy: "http://a:1", HTTP_PROXY: "http://b:1" }, undefined, "a:1"],
    [{ https_proxy: "", HTTPS_PROXY: "http://b:1" }, "b:1", undefined],
    [{ HTTPS_PROXY: " " }, undefined, undefined],
    [{ ALL_PROXY: "http://a:1" }, "a:1", "a:1"],
    [{ all_proxy: "http://a:1", ALL_PROXY: "http://b:1", HTTPS_PROXY: "http://c:1" }, "c:1", "a:1"],
    [{ HTTP_PROXY: "http://a:1", REQUEST_METHOD: "GET" }, undefined, undefined],
    [{ http_proxy: "http://a:1", REQUEST_METHOD: "GET" }, undefined, "a:1"],
    [{ HTTPS_PROXY: "http://a:1", REQUEST_METHOD: "GET" }, "a:1", undefined],
    [{ HTTPS_PROXY: "a:3128" }, "a:3128", undefined],
    [{ HTTPS_PROXY: "http://u:p@a:1", NO_PROXY: "ghcr.io" }, undefined, undefined],
    [{ HTTPS_PROXY: "http://a:1", NO_PROXY: "ghcr.io", no_proxy: "quay.io" }, "a:1", undefined],
    [{}, undefined, undefined],
  ])("%j is %s for HTTPS, %s for HTTP", (environment, secure, plain) => {
    expect([chosen(environment, https), chosen(environment, http)]).toEqual([secure, plain]);
  });

  it.each([["localhost"], ["a.localhost"], ["127.0.0.1"], ["127.9.9.9"], ["[::1]"], ["[::ffff:127.0.0.1]"]])(
    "%s is none: it is this machine",
    (host) => {
      expect(chosen({ ALL_PROXY: "http://a:1" }, new URL(`https://${host}:5000`))).toBeUndefined();
    },
  );

  it("a private address is the same as for any other", () => {
    expect(chosen({ ALL_PROXY: "http://a:1" }, new URL("https://10.0.0.5"))).toBe("a:1");
  });
});

describe("a proxy that cannot be used is an error, and not left out", () => {
  it.each([
    ["http://", "holds no URL"],
    ["http://canary:canary@", "holds no URL"],
    ["http://canary:canary@a:99999", "holds no URL"],
    ["socks5://canary:canary@a:1080", "names a proxy that is spoken to by socks5://, which is not supported"],
    ["file:///canary", "holds no URL"],
    ["http://canary:%zzcanary@a:1", "holds a login that is not percent-encoded"],
  ])("%s", async (value, problem) => {
    const asked = Promise.resolve().then(() => new Proxies({ HTTPS_PROXY: value }).for(https));
    const error = await failureOf(asked);
    expect(error).toMatchObject({ reason: "unreachable", message: `ghcr.io was not asked: HTTPS_PROXY ${problem}.` });
    expect(`${error.message} ${error.remedy}`).not.toContain("canary");
  });

  it("but for the hosts that it is not for", () => {
    const environment = { HTTPS_PROXY: "socks5://a:1", NO_PROXY: "ghcr.io" };
    expect([chosen(environment, https), chosen(environment, http)]).toEqual([undefined, undefined]);
  });
});

describe("a proxy's login", () => {
  it.each([
    ["http://user:p%40ss@a:1", "user:p@ss", "p@ss"],
    ["http://token@a:1", "token:", "token"],
    ["http://:password@a:1", ":password", "password"],
  ])("of %s is %s, and a secret", (value, login, secret) => {
    const proxies = new Proxies({ HTTPS_PROXY: value });
    const encoded = Buffer.from(login).toString("base64");
    expect(proxies.for(https)?.authorization).toBe(`Basic ${encoded}`);
    expect(proxies.for(https)?.url.href).toBe("http://a:1/");
    expect(proxies.secrets).toEqual([secret, encoded]);
  });

  it("is none where none is given", () => {
    expect(new Proxies({ HTTPS_PROXY: "http://a:1" }).for(https)).not.toHaveProperty("authorization");
  });
});

describe("NO_PROXY", () => {
  it.each([
    ["*", "https://ghcr.io"],
    ["ghcr.io", "https://ghcr.io"],
    ["GHCR.IO", "https://ghcr.io"],
    ["ghcr.io", "https://ghcr.io./"],
    ["quay.io, ghcr.io", "https://ghcr.io"],
    ["quay.io ghcr.io", "https://ghcr.io"],
    ["acme.example", "https://registry.acme.example"],
    [".acme.example", "https://registry.acme.example"],
    ["*.acme.example", "https://a.registry.acme.example"],
    ["ghcr.io:443", "https://ghcr.io"],
    ["registry.example:5000", "http://registry.example:5000"],
    ["registry.example:80", "http://registry.example"],
    ["10.0.0.5", "https://10.0.0.5:5000"],
    ["10.0.0.5:5000", "https://10.0.0.5:5000"],
    ["10.0.0.0/8", "https://10.1.2.3:5000"],
    ["fd00::/8", "https://[fd00::5]:5000"],
    ["[fd00::5]:5000", "https://[fd00::5]:5000"],
    ["[fd00::5]", "https://[fd00::5]"],
    ["fd00::5", "https://[fd00:0::5]"],
    ["junk/x, 300.0.0.0/8, ghcr.io", "https://ghcr.io"],
  ])("%j excepts %s", (noProxy, url) => {
    expect(isExcepted(noProxy, new URL(url))).toBe(true);
  });

  it.each([
    ["", "https://ghcr.io"],
    [",", "https://ghcr.io"],
    [".", "https://ghcr.io"],
    ["*.", "https://ghcr.io"],
    ["evilghcr.io", "https://ghcr.io"],
    ["ghcr.io", "https://evilghcr.io"],
    ["ghcr.io", "https://ghcr.io.evil.example"],
    [".acme.example", "https://acme.example"],
    ["ghcr.io:80", "https://ghcr.io"],
    ["ghcr.io:5000", "https://ghcr.io"],
    ["10.0.0.0/8", "https://11.0.0.1"],
    ["10.0.0.0/8", "https://10.example"],
    ["10.0.0.0/x", "https://10.0.0.1"],
    ["10.0.0.0/33", "https://10.0.0.1"],
    ["10.0.0.5", "https://10.0.0.51"],
    ["junk/8", "https://10.0.0.1"],
    ["http://ghcr.io", "https://ghcr.io"],
  ])("%j does not except %s", (noProxy, url) => {
    expect(isExcepted(noProxy, new URL(url))).toBe(false);
  });
});
