import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Limits, RegistryOptions } from "../../src/registry/index.ts";
import { selfSigned } from "./certificate.ts";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, plainHosts, registryFor, repositoryAt, send, sendStatus } from "./contents.ts";
import { startHostileServer, type Handler } from "./hostile-server.ts";
import { startProxy, type ProxyOptions } from "./proxy-server.ts";

const NAME = "registry.example";
const identity = selfSigned({ dnsNames: [NAME, "storage.example"] });
const ca = { ca: identity.cert };
const proxyIdentity = selfSigned({ ipv4Addresses: ["127.0.0.1"] });
const systemCertificates = getCACertificates("default");
const closeLater = closingAfterEach();

beforeAll(() => {
  setDefaultCACertificates([...systemCertificates, proxyIdentity.cert]);
});
afterAll(() => {
  setDefaultCACertificates(systemCertificates);
});

const serveImage: Handler = (_, response) => {
  send(response, image);
};

async function serve(handler: Handler = serveImage, tls?: object) {
  const server = await startHostileServer(handler, tls);
  closeLater(server.close);
  return server;
}

async function proxyFor(options: ProxyOptions = {}) {
  const proxy = await startProxy(options);
  closeLater(proxy.close);
  return proxy;
}

/** A name that is not to be resolved here. */
const noLookup = () => Promise.reject(new Error("this machine was asked to resolve a name"));

function open(options: RegistryOptions) {
  const registry = registryFor([], { lookup: noLookup, ...options });
  closeLater(() => registry.close());
  return {
    registry,
    pull: (host = NAME, limits: Partial<Limits> = {}, signal?: AbortSignal) =>
      registry.manifestByTag(repositoryAt(host), "1", budget(limits, signal)),
  };
}

const trusting = { hosts: new Map([[NAME, ca]]) };

describe("a proxy", () => {
  it.each([["HTTPS_PROXY"], ["https_proxy"], ["ALL_PROXY"], ["all_proxy"]])(
    "that %s names makes a tunnel to the registry, whose certificate is checked through it",
    async (variable) => {
      const server = await serve(serveImage, identity);
      const proxy = await proxyFor({ names: { [`${NAME}:443`]: server.host } });
      const { pull } = open({ ...trusting, environment: { [variable]: `http://${proxy.host}` } });
      await expect(pull()).resolves.toMatchObject({ digest: image.digest });
      expect(proxy.tunnels.map(({ target }) => target)).toEqual([`${NAME}:443`]);
      expect(proxy.forwarded).toEqual([]);
    },
  );

  it("may be named without a scheme, and may itself be spoken to by TLS", async () => {
    const server = await serve(serveImage, identity);
    const names = { [`${NAME}:443`]: server.host };
    const [plain, secure] = [await proxyFor({ names }), await proxyFor({ names, tls: proxyIdentity })];
    for (const value of [plain.host, `https://${secure.host}`]) {
      const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: value } });
      await expect(pull()).resolves.toMatchObject({ digest: image.digest });
    }
    expect([plain.tunnels.length, secure.tunnels.length]).toEqual([1, 1]);
  });

  it("makes a tunnel for plain HTTP too, so that its own answers are never the registry's", async () => {
    const server = await serve();
    const proxy = await proxyFor({ names: { [`${NAME}:5000`]: server.host } });
    const { pull } = open({ hosts: plainHosts([`${NAME}:5000`]), environment: { http_proxy: `http://${proxy.host}` } });
    await expect(pull(`${NAME}:5000`)).resolves.toMatchObject({ digest: image.digest });
    expect(proxy.forwarded).toEqual([]);
    expect(server.requests[0]?.headers["proxy-authorization"]).toBeUndefined();
  });

  it("that two variables name with two logins gets each with what that variable is for", async () => {
    const server = await serve();
    const proxy = await proxyFor({ names: { [`${NAME}:5000`]: server.host } });
    const environment = { HTTPS_PROXY: `http://secure:1@${proxy.host}`, HTTP_PROXY: `http://plain:2@${proxy.host}` };
    const { pull } = open({ hosts: plainHosts([`${NAME}:5000`]), environment });
    await failureOf(pull("other.example"));
    await pull(`${NAME}:5000`);
    const login = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    const logins = proxy.tunnels.map(({ headers }) => headers["proxy-authorization"]);
    expect(logins).toEqual([login("secure:1"), login("plain:2")]);
  });

  it("carries several requests over one tunnel", async () => {
    const server = await serve(serveImage, identity);
    const proxy = await proxyFor({ names: { [`${NAME}:443`]: server.host } });
    const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    for (let count = 0; count < 8; count += 1) await pull();
    // The second is opened while the first has not yet said that it is free.
    expect(proxy.tunnels.length).toBeLessThanOrEqual(2);
  });

  it("does not weaken TLS: a certificate of nobody's is refused (D27)", async () => {
    const server = await serve(serveImage, identity);
    const proxy = await proxyFor({ names: { [`${NAME}:443`]: server.host } });
    const { pull } = open({ environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    expect(await failureOf(pull())).toMatchObject({ reason: "tls" });
    expect(server.requests).toEqual([]);
  });

  it("gets its login, and the registry and its storage do not", async () => {
    const storage = await serve(serveImage, identity);
    const server = await serve((_, response) => {
      sendStatus(response, 307, { location: "https://storage.example/x" });
    }, identity);
    const names = { [`${NAME}:443`]: server.host, "storage.example:443": storage.host };
    const proxy = await proxyFor({ names, login: "us er:p@ss:canary" });
    const hosts = new Map([
      [NAME, ca],
      ["storage.example", ca],
    ]);
    const { pull } = open({ hosts, environment: { HTTPS_PROXY: `http://us%20er:p%40ss%3Acanary@${proxy.host}` } });
    await expect(pull()).resolves.toMatchObject({ digest: image.digest });
    const seen = [...server.requests, ...storage.requests].map(({ headers }) => headers);
    expect(seen.every((headers) => !("proxy-authorization" in headers))).toBe(true);
    expect(proxy.tunnels).toHaveLength(2);
  });

  it("has a login that no message shows, whoever echoes it (D40)", async () => {
    const location = "ftp://canary-password.example/x";
    const server = await serve((_, response) => {
      sendStatus(response, 307, { location });
    }, identity);
    const proxy = await proxyFor({ names: { [`${NAME}:443`]: server.host } });
    const environment = { HTTPS_PROXY: `http://ci:canary-password@${proxy.host}` };
    const error = await failureOf(open({ ...trusting, environment }).pull());
    expect(error.message).toContain("redirects to ftp://***.example");
  });

  it("that a redirect leads to is still told by a literal address only: the others it resolves itself", async () => {
    const server = await serve((_, response) => {
      sendStatus(response, 307, { location: "https://10.0.0.1/x" });
    }, identity);
    const proxy = await proxyFor({ names: { [`${NAME}:443`]: server.host } });
    const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    expect(await failureOf(pull())).toMatchObject({ reason: "private-address" });
    expect(proxy.tunnels.map(({ target }) => target)).toEqual([`${NAME}:443`]);
  });

  it("is not asked for an address that the policy does not allow", async () => {
    const proxy = await proxyFor();
    const { pull } = open({ environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    for (const host of ["10.0.0.5:5000", "169.254.169.254", "[fd00::1]:5000"]) {
      expect(await failureOf(pull(host))).toMatchObject({ reason: "private-address" });
    }
    expect(proxy.tunnels).toEqual([]);
  });
});

describe("no proxy is asked", () => {
  it("for this machine", async () => {
    const server = await serve();
    const proxy = await proxyFor();
    const port = server.host.split(":")[1] ?? "";
    const hosts = [server.host, `localhost:${port}`, `registry.localhost:${port}`];
    const environment = { http_proxy: `http://${proxy.host}`, HTTPS_PROXY: `http://${proxy.host}` };
    const { pull } = open({ hosts: plainHosts(hosts), environment });
    for (const host of hosts) await expect(pull(host)).resolves.toMatchObject({ digest: image.digest });
    expect(proxy.tunnels).toEqual([]);
  });

  it("for a host that NO_PROXY names, which is then resolved and checked here", async () => {
    const server = await serve();
    const proxy = await proxyFor();
    const host = `${NAME}:${server.host.split(":")[1] ?? ""}`;
    const lookup = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
    const environment = { http_proxy: `http://${proxy.host}`, no_proxy: ".example" };
    await expect(open({ hosts: plainHosts([host]), environment, lookup }).pull(host)).resolves.toBeDefined();
    const strict = open({ hosts: new Map([[host, { plainHttp: true }]]), environment, lookup });
    expect(await failureOf(strict.pull(host))).toMatchObject({ reason: "private-address" });
    expect(proxy.tunnels).toEqual([]);
  });

  it("where the environment names none", async () => {
    expect((await failureOf(open({ environment: {} }).pull())).message).not.toContain("proxy");
  });
});

describe("a proxy that fails", () => {
  const login = "ci:canary-password";
  const failing: [string, ProxyOptions, string, string][] = [
    ["refuses the login", { login: "ci:other" }, "answered 407", "Put a login into HTTPS_PROXY"],
    ["does not find the host", { login }, "answered 502", "NO_PROXY"],
    [
      "forbids the host",
      { answer: (socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n") },
      "answered 403",
      "NO_PROXY",
    ],
    [
      "closes the connection",
      { answer: (socket) => socket.destroy() },
      "cannot be reached (UND_ERR_SOCKET)",
      "NO_PROXY",
    ],
    ["is no proxy", { answer: (socket) => socket.end("SSH-2.0-x\r\n") }, "cannot be reached", "NO_PROXY"],
    [
      "sends endless headers",
      { answer: (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}`) },
      "cannot be reached",
      "NO_PROXY",
    ],
  ];
  it.each(failing)("because it %s is told with its host and without its login", async (_, options, problem, remedy) => {
    const proxy = await proxyFor(options);
    const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: `http://${login}@${proxy.host}` } });
    const error = await failureOf(pull());
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(error.message).toContain(`${NAME} was not reached: the proxy ${proxy.host} ${problem}`);
    expect(error.remedy).toContain(remedy);
    const shown = [error.message, error.remedy, String(error.cause), JSON.stringify(error)].join();
    expect(shown).not.toContain("canary");
    expect(shown).not.toContain(Buffer.from(login).toString("base64"));
  });

  it("because nobody is there is told", async () => {
    const proxy = await startProxy();
    await proxy.close();
    const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    const error = await failureOf(pull());
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(error.message).toContain(`the proxy ${proxy.host} cannot be reached (ECONNREFUSED)`);
  });

  it("because its certificate is nobody's is told", async () => {
    const proxy = await proxyFor({ tls: identity });
    const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: `https://${proxy.host}` } });
    const error = await failureOf(pull());
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(error.message).toContain(`the proxy ${proxy.host} cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT)`);
  });

  it("because it never answers ends with the deadline, and with an interruption", async () => {
    const proxy = await proxyFor({ answer: () => undefined });
    const { pull } = open({ ...trusting, environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    expect(await failureOf(pull(NAME, { deadline: 100 }))).toMatchObject({ reason: "timeout" });
    const caller = new AbortController();
    const asked = failureOf(pull(NAME, {}, caller.signal));
    setTimeout(() => {
      caller.abort();
    }, 20);
    expect(await asked).toMatchObject({ reason: "aborted" });
  });

  it("because it never answers ends by the limit for headers", async () => {
    const proxy = await proxyFor({ answer: () => undefined });
    const limits = { headersTimeout: 50 };
    const { pull } = open({ ...trusting, limits, environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    expect((await failureOf(pull())).message).toContain("UND_ERR_HEADERS_TIMEOUT");
  });
});
