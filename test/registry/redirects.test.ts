import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { LookupAddress } from "node:dns";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { RegistryOptions } from "../../src/registry/index.ts";
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
import { startHostileServer, type Handler, type HostileServer } from "./hostile-server.ts";

const PATH = "/v2/acme/app/manifests/1";
const identity = selfSigned({ ipv4Addresses: ["127.0.0.1"] });
const systemCertificates = getCACertificates("default");
const closeLater = closingAfterEach();

beforeAll(() => {
  setDefaultCACertificates([...systemCertificates, identity.cert]);
});
afterAll(() => {
  setDefaultCACertificates(systemCertificates);
});

async function serve(handler: Handler, tls?: object): Promise<HostileServer> {
  const server = await startHostileServer(handler, tls);
  closeLater(server.close);
  return server;
}

const serveImage: Handler = (_, response) => {
  send(response, image);
};

function redirectTo(location: string, code = 307): Handler {
  return (_, response) => {
    sendStatus(response, code, { location });
  };
}

function pull(server: HostileServer, options: RegistryOptions = {}) {
  const hosts = server.origin.startsWith("http:") ? plainHosts([server.host]) : secureHosts([server.host]);
  const registry = registryFor([], { hosts, ...options });
  closeLater(() => registry.close());
  return registry.manifestByTag(repositoryAt(server.host), "1", budget());
}

const login: RegistryOptions = {
  credentials: () => Promise.resolve({ kind: "basic", username: "ci", password: "canary-password", source: "test" }),
};

/** Asks for the login first, then does as `handler` does. */
function guarded(handler: Handler): Handler {
  return (request, response) => {
    if (request.headers.authorization === undefined) {
      sendStatus(response, 401, { "www-authenticate": "Basic" });
    } else handler(request, response);
  };
}

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("of status %i is followed to the storage", async (code) => {
    const storage = await serve(serveImage);
    const registry = await serve(redirectTo(`${storage.origin}/signed?token=abc`, code));
    await expect(pull(registry)).resolves.toMatchObject({ digest: image.digest });
    expect(storage.requests.map(({ path }) => path)).toEqual(["/signed?token=abc"]);
  });

  it("to a path stays with the registry and keeps its authorization", async () => {
    const registry = await serve(
      guarded((request, response) => {
        if (request.url === PATH) sendStatus(response, 307, { location: "../elsewhere" });
        else send(response, image);
      }),
    );
    await expect(pull(registry, login)).resolves.toMatchObject({ digest: image.digest });
    expect(registry.requests.map(({ path }) => path)).toEqual([PATH, PATH, "/v2/acme/app/elsewhere"]);
    expect(registry.requests[2]?.headers.authorization).toMatch(/^Basic /);
  });

  it("to another origin, another port included, carries no authorization and no cookie (D16; CVE-2020-15157)", async () => {
    const storage = await serve(serveImage);
    const registry = await serve(
      guarded((_, response) => {
        sendStatus(response, 307, { location: `${storage.origin}/blob`, "set-cookie": "session=canary-cookie" });
      }),
    );
    await expect(pull(registry, login)).resolves.toMatchObject({ digest: image.digest });
    const { headers } = storage.requests[0] ?? {};
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
    expect(JSON.stringify(storage.requests)).not.toContain("canary");
  });

  it("back to the registry after another origin brings no authorization back (D16)", async () => {
    const storage = await serve((_, response) => {
      sendStatus(response, 307, { location: `${registry.origin}/back` });
    });
    const registry: HostileServer = await serve((request, response) => {
      if (request.url === "/back") sendStatus(response, 401, { "www-authenticate": "Basic" });
      else guarded(redirectTo(`${storage.origin}/blob`))(request, response);
    });
    expect(await failureOf(pull(registry, login))).toMatchObject({ reason: "unauthorized" });
    const back = registry.requests.filter(({ path }) => path === "/back");
    expect(back.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it("back to the registry is still one that another origin wrote: its challenge is not answered (D17)", async () => {
    const storage = await serve((_, response) => {
      sendStatus(response, 307, { location: `${registry.origin}/back` });
    });
    const registry: HostileServer = await serve((request, response) => {
      if (request.url === "/back") sendStatus(response, 401, { "www-authenticate": "Basic" });
      else sendStatus(response, 307, { location: `${storage.origin}/blob` });
    });
    expect(await failureOf(pull(registry, login))).toMatchObject({ reason: "unauthorized" });
    expect(registry.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      [PATH, undefined],
      ["/back", undefined],
    ]);
  });

  it("to a host that asks for credentials gets none (D17)", async () => {
    const storage = await serve((_, response) => {
      sendStatus(response, 401, { "www-authenticate": [`Basic`, `Bearer realm="${storage.origin}/token"`] });
    });
    const registry = await serve(guarded(redirectTo(`${storage.origin}/blob`)));
    expect(await failureOf(pull(registry, login))).toMatchObject({ reason: "unauthorized" });
    expect(storage.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([["/blob", undefined]]);
  });

  it("is followed five times, and not a sixth time (D12)", async () => {
    const chain = (length: number): Promise<HostileServer> =>
      serve((request, response) => {
        const step = Number(request.url?.split("step=")[1] ?? 0);
        if (step < length) sendStatus(response, 307, { location: `?step=${step + 1}` });
        else send(response, image);
      });
    await expect(pull(await chain(5))).resolves.toMatchObject({ digest: image.digest });
    const six = await chain(6);
    expect(await failureOf(pull(six))).toMatchObject({ reason: "bad-redirect" });
    expect(six.requests).toHaveLength(6);
  });

  it("in a circle ends (D12)", async () => {
    const there: HostileServer = await serve((_, response) => {
      sendStatus(response, 302, { location: `${here.origin}/a` });
    });
    const here: HostileServer = await serve(redirectTo(`${there.origin}/b`));
    expect(await failureOf(pull(here))).toMatchObject({ reason: "bad-redirect" });
    expect(here.requests.length + there.requests.length).toBe(6);
  });

  it("from HTTPS to plain HTTP is refused (D13)", async () => {
    const plain = await serve(serveImage);
    const registry = await serve(redirectTo(`${plain.origin}/blob`), identity);
    const error = await failureOf(
      pull(registry, { hosts: new Map([...plainHosts([plain.host]), ...secureHosts([registry.host])]) }),
    );
    expect(error).toMatchObject({ reason: "bad-redirect" });
    expect(plain.requests).toEqual([]);
  });

  it("from declared plain HTTP to HTTPS is followed, and from there not back to plain HTTP (D13)", async () => {
    const plain = await serve(serveImage);
    const secure = await serve((request, response) => {
      if (request.url === "/image") send(response, image);
      else sendStatus(response, 307, { location: `${plain.origin}/blob` });
    }, identity);
    await expect(pull(await serve(redirectTo(`${secure.origin}/image`)))).resolves.toMatchObject({
      digest: image.digest,
    });
    expect(await failureOf(pull(await serve(redirectTo(`${secure.origin}/blob`))))).toMatchObject({
      reason: "bad-redirect",
    });
    expect(plain.requests).toEqual([]);
  });

  it.each([
    ["no location", undefined],
    ["an empty port", "http://[::1"],
    ["a file", "file:///etc/passwd"],
    ["another protocol", "gopher://127.0.0.1:70/1"],
    ["data", "data:application/json,{}"],
    ["a user name", "http://user:canary@127.0.0.1:1/"],
  ])("with %s is refused (D39)", async (_, location) => {
    const registry = await serve((_request, response) => {
      sendStatus(response, 307, location === undefined ? {} : { location });
    });
    const error = await failureOf(pull(registry));
    expect(error).toMatchObject({ reason: "bad-redirect" });
    expect(error.message).not.toContain("canary");
  });

  it("names no more of its location than the host, since the query may hold an access token (D40)", async () => {
    const registry = await serve(redirectTo("ftp://storage.example/canary-path?sig=canary-query#canary-fragment"));
    const error = await failureOf(pull(registry));
    expect(error.message).toContain("ftp://storage.example");
    expect(error.message).not.toContain("canary");
  });
});

describe("a redirect away from a registry", () => {
  it.each([
    ["the metadata service", "http://169.254.169.254/latest/meta-data/"],
    ["the metadata service by number", "http://2852039166/"],
    ["the metadata service, mapped to IPv6", "http://[::ffff:a9fe:a9fe]/"],
    ["the metadata service of AWS over IPv6", "http://[fd00:ec2::254]/"],
    ["Alibaba's metadata service", "http://100.100.100.200/"],
    ["a private network", "http://10.0.0.1/"],
    ["a private network of IPv6", "http://[fd12:3456::1]/"],
    ["no address", "http://0.0.0.0/"],
    ["multicast", "http://224.0.0.1/"],
  ])("to %s is not followed (D14: server-side request forgery)", async (_, location) => {
    const registry = await serve(redirectTo(location));
    expect(await failureOf(pull(registry))).toMatchObject({ reason: "private-address" });
  });

  it.each([
    ["a metadata service", ["169.254.169.254"]],
    ["a private network", ["10.1.2.3"]],
    ["one public and one private address", ["93.184.216.34", "192.168.0.1"]],
    ["no address", []],
  ])("to a name with %s connects nowhere (D15)", async (_, addresses) => {
    const registry = await serve(redirectTo("http://storage.example/blob"));
    const asked: string[] = [];
    const lookup = (hostname: string): Promise<LookupAddress[]> => {
      asked.push(hostname);
      return Promise.resolve(addresses.map((address) => ({ address, family: 4 })));
    };
    expect(await failureOf(pull(registry, { lookup }))).toMatchObject({ reason: "private-address" });
    expect(asked).toEqual(["storage.example"]);
  });

  it("connects to the address that was checked, whatever the name says next (D15: rebinding)", async () => {
    const storage = await serve(serveImage);
    const registry = await serve(redirectTo(`http://storage.example:${storage.host.split(":")[1] ?? ""}/blob`));
    let lookups = 0;
    const lookup = (): Promise<LookupAddress[]> => {
      lookups += 1;
      return Promise.resolve([{ address: lookups === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }]);
    };
    await expect(pull(registry, { lookup })).resolves.toMatchObject({ digest: image.digest });
    expect(lookups).toBe(1);
  });

  it("that lives at a public address leads to no private one (D14)", async () => {
    const storage = await serve(serveImage);
    const front = await serve(redirectTo(`${storage.origin}/blob`));
    const port = front.host.split(":")[1] ?? "";
    const name = `registry.example:${port}`;
    // The first answer is for the connection, which must reach the test's server; from then on the name is public.
    const answers = ["127.0.0.1", "93.184.216.34"];
    const lookup = () => Promise.resolve([{ address: answers.shift() ?? "93.184.216.34", family: 4 }]);
    const registry = registryFor([name], { lookup });
    closeLater(() => registry.close());
    const error = await failureOf(registry.manifestByTag(repositoryAt(name), "1", budget()));
    expect(error).toMatchObject({ reason: "private-address" });
    expect(storage.requests).toEqual([]);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("no such name")), "private-address"],
    ["never ends", () => new Promise<LookupAddress[]>(() => undefined), "timeout"],
  ])("whose own name's lookup %s leads to no private address", async (_, second, reason) => {
    const storage = await serve(serveImage);
    const front = await serve(redirectTo(`${storage.origin}/blob`));
    const name = `registry.example:${front.host.split(":")[1] ?? ""}`;
    const answers: (() => Promise<LookupAddress[]>)[] = [
      () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
      second,
    ];
    const registry = registryFor([name], { lookup: () => (answers.shift() ?? second)() });
    closeLater(() => registry.close());
    const asked = registry.manifestByTag(repositoryAt(name), "1", budget({ deadline: 300 }));
    expect(await failureOf(asked)).toMatchObject({ reason });
    expect(storage.requests).toEqual([]);
  });
});
