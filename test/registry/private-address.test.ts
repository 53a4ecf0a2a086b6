import type { LookupAddress } from "node:dns";
import { describe, expect, it } from "@jest/globals";
import { Connections } from "../../src/registry/connections.ts";
import {
  createRegistry,
  defaultLimits,
  type Hosts,
  type Lookup,
  type RegistryOptions,
} from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, registryFor, repositoryAt, send, sendStatus } from "./contents.ts";
import { startHostileServer, type Handler } from "./hostile-server.ts";

const closeLater = closingAfterEach();

async function serve(
  handler: Handler = (_, response) => {
    send(response, image);
  },
) {
  const server = await startHostileServer(handler);
  closeLater(server.close);
  return server;
}

/** Pulls from a host as the document of these settings says. */
function pull(host: string, settings: Hosts, options: RegistryOptions = {}) {
  const registry = registryFor([], { ...options, hosts: settings });
  closeLater(() => registry.close());
  return registry.manifestByTag(repositoryAt(host), "1", budget({ deadline: 5_000 }));
}

const answering = (...addresses: readonly string[]): Lookup => {
  return () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
};
const settings = (host: string, privateNetwork: boolean): Hosts =>
  new Map([[host, { plainHttp: true, privateNetwork }]]);

describe("a registry without privateNetwork", () => {
  it("at this machine is not asked, and the remedy says what to write", async () => {
    const server = await serve();
    const error = await failureOf(pull(server.host, settings(server.host, false)));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(error.message).toBe(`${server.host} has a private address, and was not asked.`);
    expect(error.remedy).toContain(`{ host: "${server.host}", privateNetwork: true }`);
    expect(server.connections()).toBe(0);
  });

  it.each([
    ["127.0.0.1:1"],
    ["10.0.0.5:5000"],
    ["192.168.0.1"],
    ["100.64.0.1:5000"],
    ["[::1]:5000"],
    ["[fd00::5]:5000"],
    ["[64:ff9b::a00:5]:5000"],
    ["[2002:a00:5::]:5000"],
    ["[2001:db8::1]"],
  ])("is not asked at %s (server-side request forgery by an image reference)", async (host) => {
    expect(await failureOf(pull(host, new Map()))).toMatchObject({ reason: "private-address" });
  });

  it.each([["localhost:5000"], ["registry.localhost:5000"]])("is not asked at %s", async (host) => {
    const error = await failureOf(pull(host, new Map()));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(error.message).toContain("private address");
  });

  it.each([
    ["10.1.2.3"],
    ["127.0.0.1"],
    ["::1"],
    ["::ffff:10.1.2.3"],
    ["64:ff9b::a01:203"],
    ["2606:4700::5efe:a01:203"],
  ])("is not asked where its name leads to %s, and the address is not told", async (address) => {
    const error = await failureOf(pull("registry.example", new Map(), { lookup: answering(address) }));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(`${error.message} ${error.remedy}`).not.toContain(address);
  });

  it("is not asked where one of its addresses is private, whichever comes first", async () => {
    const server = await serve();
    const name = `registry.example:${server.host.split(":")[1] ?? ""}`;
    for (const addresses of [["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"], []]) {
      const error = await failureOf(pull(name, settings(name, false), { lookup: answering(...addresses) }));
      expect(error).toMatchObject({ reason: "private-address" });
    }
    expect(server.connections()).toBe(0);
  });

  it("is not asked by the settings of the same host with another port", async () => {
    const server = await serve();
    const hosts: Hosts = new Map([
      ["127.0.0.1", { privateNetwork: true }],
      ["127.0.0.1:1", { plainHttp: true, privateNetwork: true }],
      ["localhost", { plainHttp: true, privateNetwork: true }],
    ]);
    expect(await failureOf(pull(server.host, hosts))).toMatchObject({ reason: "private-address" });
    expect(server.connections()).toBe(0);
  });
});

describe("a registry with privateNetwork", () => {
  it("is asked at this machine, by address and by name", async () => {
    const server = await serve();
    const port = server.host.split(":")[1] ?? "";
    for (const host of [server.host, `localhost:${port}`, `registry.localhost:${port}`]) {
      await expect(pull(host, settings(host, true))).resolves.toMatchObject({ digest: image.digest });
    }
  });

  it("is asked where its name leads to a private address, which is the one that was checked", async () => {
    const server = await serve();
    const name = `registry.example:${server.host.split(":")[1] ?? ""}`;
    const answers = ["127.0.0.1", "169.254.169.254"];
    const lookup = () => Promise.resolve([{ address: answers.shift() ?? "169.254.169.254", family: 4 }]);
    await expect(pull(name, settings(name, true), { lookup })).resolves.toMatchObject({ digest: image.digest });
  });

  it.each([
    ["169.254.169.254"],
    ["[::ffff:a9fe:a9fe]"],
    ["[fe80::1]"],
    ["[fd00:ec2::254]"],
    ["100.100.100.200"],
    ["224.0.0.1"],
    ["255.255.255.255"],
    ["0.0.0.0"],
  ])("is never asked at %s", async (host) => {
    const registry = createRegistry({ hosts: new Map([[host, { privateNetwork: true }]]) });
    closeLater(() => registry.close());
    // An IPv4-mapped host is no image reference, so the repository is made by hand.
    const repository = { ...repositoryAt("registry.example"), registry: host } as ReturnType<typeof repositoryAt>;
    const error = await failureOf(registry.manifestByTag(repository, "1", budget()));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(error.remedy).toContain("never asked");
  });

  it("is never asked where its name leads to a metadata service", async () => {
    const host = "registry.example";
    const lookup = answering("10.0.0.1", "169.254.169.254");
    const error = await failureOf(pull(host, settings(host, true), { lookup }));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(error.remedy).toContain("never asked");
  });
});

describe("a host that a registry sends us to", () => {
  const reachOf = async (host: string, hosts: Hosts, lookup = answering("10.0.0.1")) => {
    const connections = new Connections({ hosts, limits: defaultLimits, lookup });
    closeLater(() => connections.close());
    return connections.reachBeyond(new URL(`https://${host}`));
  };

  it.each([
    ["public addresses only, where the registry is not in a private network", "registry.example", false, "public"],
    ["the registry's private network", "registry.example", true, "private"],
    ["the registry's own machine", "127.0.0.1:5000", true, "loopback"],
    ["public addresses only, whatever address the registry has", "10.0.0.5", false, "public"],
  ])("may have %s", async (_, host, privateNetwork, reach) => {
    expect(await reachOf(host, new Map([[host, { privateNetwork }]]))).toBe(reach);
  });

  it("may have public addresses only, while the registry's own cannot be found; later they may be", async () => {
    const answers: (() => Promise<LookupAddress[]>)[] = [() => Promise.reject(new Error("no such name"))];
    const lookup = () => (answers.shift() ?? (() => Promise.resolve([{ address: "10.0.0.1", family: 4 }])))();
    const hosts: Hosts = new Map([["registry.example", { privateNetwork: true }]]);
    const connections = new Connections({ hosts, limits: defaultLimits, lookup });
    const url = new URL("https://registry.example");
    expect(await connections.reachBeyond(url)).toBe("public");
    expect(await connections.reachBeyond(url)).toBe("private");
  });

  it("is told with who sent us there, and without a word about settings", async () => {
    const server = await serve((_, response) => {
      sendStatus(response, 307, { location: "http://10.0.0.1/blob" });
    });
    const error = await failureOf(pull(server.host, settings(server.host, true)));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(error.message).toBe(`${server.host} sent this check to 10.0.0.1, which is no public address.`);
    expect(error.remedy).not.toContain("privateNetwork");
  });
});

it("a name is resolved once for all connections that are opened at the same time", async () => {
  const server = await serve();
  const name = `registry.example:${server.host.split(":")[1] ?? ""}`;
  let lookups = 0;
  const lookup = async () => {
    lookups += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return [{ address: "127.0.0.1", family: 4 }];
  };
  const registry = registryFor([name], { lookup });
  closeLater(() => registry.close());
  await Promise.all(Array.from({ length: 8 }, () => registry.manifestByTag(repositoryAt(name), "1", budget())));
  expect(lookups).toBe(1);
});
