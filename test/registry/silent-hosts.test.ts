import { describe, expect, it } from "@jest/globals";
import type { LookupAddress } from "node:dns";
import { defaultLimits, RegistryError, type Limits, type RegistryOptions } from "../../src/registry/index.ts";
import { selfSigned } from "./certificate.ts";
import { closingAfterEach } from "./closing.ts";
import {
  budget,
  failureOf,
  image,
  plainHosts,
  registryFor,
  repositoryAt,
  secureHosts,
  send,
  sendStatus,
} from "./contents.ts";
import { startHostileServer, type Handler } from "./hostile-server.ts";
import { startProxy } from "./proxy-server.ts";

const closeLater = closingAfterEach();
const identity = selfSigned({ ipv4Addresses: ["127.0.0.1"] });

async function serve(
  handler: Handler = (_, response) => {
    send(response, image);
  },
  tls?: object,
) {
  const server = await startHostileServer(handler, tls);
  closeLater(server.close);
  return server;
}

function open(options: RegistryOptions) {
  const registry = registryFor([], options);
  closeLater(() => registry.close());
  return (host: string, limits: Partial<Limits> = {}) =>
    registry.manifestByTag(repositoryAt(host), "1", budget(limits));
}

/** Asks one after the other; returns the errors' messages. */
async function askTimes(count: number, ask: () => Promise<unknown>): Promise<string[]> {
  const messages: string[] = [];
  for (let index = 0; index < count; index += 1) messages.push((await failureOf(ask())).message);
  return messages;
}

const dripHeaders: Handler = ({ socket }) => {
  socket.write("HTTP/1.1 200 OK\r\n");
  const drip = setInterval(() => socket.write("x: y\r\n"), 20);
  socket.on("close", () => {
    clearInterval(drip);
  });
};

describe("a host that does not answer is not asked by the remaining images of a run", () => {
  it("where its name cannot be resolved", async () => {
    let lookups = 0;
    const lookup = (): Promise<LookupAddress[]> => {
      lookups += 1;
      return Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }));
    };
    const pull = open({ lookup });
    const messages = await askTimes(200, () => pull("registry.example"));
    expect(lookups).toBe(3);
    expect(messages[2]).not.toContain("in a row");
    expect(messages[199]).toBe(
      "registry.example: the host name cannot be resolved (ENOTFOUND). That was 3 times in a row, so it was not asked again.",
    );
  });

  it("where nobody accepts a connection in time: 200 images do not wait 200 times", async () => {
    const pull = open({ lookup: () => new Promise(() => undefined), limits: { connectTimeout: 100 } });
    const began = performance.now();
    const messages = await askTimes(200, () => pull("registry.example"));
    expect(messages[199]).toContain("UND_ERR_CONNECT_TIMEOUT");
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it("where the connection is refused", async () => {
    const server = await startHostileServer(() => undefined);
    await server.close();
    const pull = open({ hosts: plainHosts([server.host]) });
    expect((await askTimes(4, () => pull(server.host)))[3]).toContain("(ECONNREFUSED). That was 3 times in a row");
  });

  it("where its certificate is nobody's", async () => {
    const server = await serve(undefined, identity);
    const pull = open({ hosts: secureHosts([server.host]) });
    await askTimes(10, () => pull(server.host));
    expect(server.connections()).toBe(3);
  });

  it.each<[string, Handler]>([
    ["nothing", () => undefined],
    ["headers without an end", dripHeaders],
  ])("where it accepts the connection and sends %s", async (_, handler) => {
    const server = await serve(handler);
    const pull = open({ hosts: plainHosts([server.host]), limits: { headersTimeout: 100 } });
    await askTimes(10, () => pull(server.host, { deadline: 150 }));
    expect(server.requests).toHaveLength(3);
  });

  it("where the proxy on the way to it is not there, whatever host is asked for", async () => {
    const proxy = await startProxy();
    await proxy.close();
    const pull = open({ environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    let host = 0;
    const messages = await askTimes(4, () => pull(`registry${(host += 1)}.example`));
    expect(messages[3]).toContain("That was 3 times in a row");
  });

  it("alone: a proxy that waits for one host in vain is asked for the others", async () => {
    const server = await serve(undefined, selfSigned({ dnsNames: ["other.example"] }));
    const proxy = await startProxy({ names: { "other.example:443": server.host, "dead.example:443": "never" } });
    closeLater(proxy.close);
    const pull = open({ environment: { HTTPS_PROXY: `http://${proxy.host}` }, limits: { headersTimeout: 100 } });
    const messages = await askTimes(5, () => pull("dead.example"));
    expect(messages[4]).toContain("That was 3 times in a row");
    expect(await failureOf(pull("other.example"))).toMatchObject({ reason: "tls" });
  });

  it("where it is a token service that accepts the connection and sends nothing", async () => {
    const server = await serve(({ url }, response) => {
      if (url?.startsWith("/token") === true) return;
      const realm = `https://${token.host}/token`;
      sendStatus(response, 401, { "www-authenticate": `Bearer realm="${realm}"` });
    });
    const token = await serve(() => undefined, identity);
    const hosts = new Map([...plainHosts([server.host]), ...secureHosts([token.host], identity.cert)]);
    const { tokenDeadline, headersTimeout } = defaultLimits;
    const limits = { tokenDeadline: tokenDeadline / 100, headersTimeout: headersTimeout / 100 };
    const pull = open({ hosts, limits });
    await askTimes(10, () => pull(server.host));
    expect(token.requests).toHaveLength(3);
  });

  it("alone: a proxy that does not find one host is asked for the others", async () => {
    const server = await serve(undefined, selfSigned({ dnsNames: ["other.example"] }));
    const proxy = await startProxy({ names: { "other.example:443": server.host } });
    closeLater(proxy.close);
    const pull = open({ environment: { HTTPS_PROXY: `http://${proxy.host}` } });
    await askTimes(5, () => pull("dead.example"));
    expect(proxy.tunnels).toHaveLength(3);
    expect(await failureOf(pull("other.example"))).toMatchObject({ reason: "tls" });
  });
});

describe("a host that answers is asked as often as there are images", () => {
  it.each<[string, Handler]>([
    [
      "with refusals",
      (_, response) => {
        sendStatus(response, 403);
      },
    ],
    [
      "with errors of its own",
      (_, response) => {
        sendStatus(response, 500);
      },
    ],
    [
      "with bodies that stall",
      (_, response) => void response.writeHead(200, { "content-type": image.mediaType }).write(" "),
    ],
    ["by closing the connection", ({ socket }) => socket.destroy()],
  ])("%s", async (_, handler) => {
    const server = await serve(handler);
    const pull = open({ hosts: plainHosts([server.host]), limits: { headersTimeout: 100, attempts: 1 } });
    await askTimes(6, () => pull(server.host, { deadline: 150 }));
    expect(server.requests).toHaveLength(6);
  });

  it("now and then: an answer in between makes up for two failures", async () => {
    const answers = ["fail", "fail", "ok", "fail", "fail", "ok"];
    // Every connection is used once, so that every request asks for the name.
    const server = await serve((_, response) => {
      send(response, image, { connection: "close" });
    });
    const name = `registry.example:${server.host.split(":")[1] ?? ""}`;
    const lookup = (): Promise<LookupAddress[]> =>
      answers.shift() === "fail"
        ? Promise.reject(Object.assign(new Error("no such name"), { code: "EAI_AGAIN" }))
        : Promise.resolve([{ address: "127.0.0.1", family: 4 }]);
    const outcomes: string[] = [];
    const pull = open({ hosts: plainHosts([name]), lookup });
    for (let count = 0; count < 6; count += 1) {
      outcomes.push(
        await pull(name).then(
          () => "ok",
          (error: unknown) => (error instanceof RegistryError ? error.reason : "defect"),
        ),
      );
    }
    expect(outcomes).toEqual(["unreachable", "unreachable", "ok", "unreachable", "unreachable", "ok"]);
  });

  it("for other things, while it never answers for a few: a repository of it that hangs silences no other", async () => {
    const server = await serve(({ url }, response) => {
      if (url?.includes("hanging") !== true) send(response, image);
    });
    const registry = registryFor([server.host], { limits: { headersTimeout: 100 } });
    closeLater(() => registry.close());
    const pull = (name: string) => registry.manifestByTag(repositoryAt(server.host, name), "1", budget());
    const hanging = ["hanging/1", "hanging/2", "hanging/3", "hanging/4"].map((name) => failureOf(pull(name)));
    await pull("acme/app");
    expect((await Promise.all(hanging)).map(({ reason }) => reason)).toEqual(Array(4).fill("timeout"));
    await pull("acme/app");
  });

  it("with an interruption of ours: that is no failure of the host", async () => {
    const arrivals: (() => void)[] = [];
    const server = await serve(() => arrivals.shift()?.());
    const registry = registryFor([server.host], { limits: { headersTimeout: 60_000 } });
    closeLater(() => registry.close());
    for (let count = 0; count < 6; count += 1) {
      const caller = new AbortController();
      const asked = failureOf(registry.manifestByTag(repositoryAt(server.host), "1", budget({}, caller.signal)));
      await Promise.race([new Promise<void>((resolve) => arrivals.push(resolve)), asked]);
      caller.abort();
      expect(await asked).toMatchObject({ reason: "aborted" });
    }
  });
});
