import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Hosts } from "../../src/registry/index.ts";
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

const [own, other, system] = [1, 2, 3].map(() => selfSigned({ ipv4Addresses: ["127.0.0.1"] })) as [Id, Id, Id];
type Id = ReturnType<typeof selfSigned>;
const systemCertificates = getCACertificates("default");
const closeLater = closingAfterEach();

beforeAll(() => {
  setDefaultCACertificates([...systemCertificates, system.cert]);
});
afterAll(() => {
  setDefaultCACertificates(systemCertificates);
});

async function serve(
  tls: Id,
  handler: Handler = (_, response) => {
    send(response, image);
  },
) {
  const server = await startHostileServer(handler, tls);
  closeLater(server.close);
  return server;
}

function pull(host: string, hosts: Hosts) {
  const registry = registryFor([], { hosts });
  closeLater(() => registry.close());
  return registry.manifestByTag(repositoryAt(host), "1", budget());
}

describe("the authorities that a document names for a host", () => {
  it("count for it", async () => {
    const { host } = await serve(own);
    await expect(pull(host, secureHosts([host], own.cert))).resolves.toMatchObject({ digest: image.digest });
  });

  it("may be several", async () => {
    const { host } = await serve(own);
    const hosts = secureHosts([host], `${other.cert}\n${own.cert}`);
    await expect(pull(host, hosts)).resolves.toMatchObject({ digest: image.digest });
  });

  it("are the only ones: the system's do not count", async () => {
    const server = await serve(system);
    await expect(pull(server.host, secureHosts([server.host]))).resolves.toMatchObject({ digest: image.digest });
    expect(await failureOf(pull(server.host, secureHosts([server.host], own.cert)))).toMatchObject({ reason: "tls" });
    expect(server.requests).toHaveLength(1);
  });

  it("do not count for another port of it, whose remedy names the setting", async () => {
    const [named, server] = [await serve(own), await serve(own)];
    const hosts = new Map([...secureHosts([named.host], own.cert), ...secureHosts([server.host])]);
    const error = await failureOf(pull(server.host, hosts));
    expect(error).toMatchObject({ reason: "tls" });
    expect(error.remedy).toContain(`\`ca\` for host ${server.host} under \`registries\``);
    expect(server.requests).toEqual([]);
  });

  it("count for it when a redirect leads there, and not for where it leads itself", async () => {
    const storage = await serve(own);
    const registry = await serve(other, (_, response) => {
      sendStatus(response, 307, { location: `${storage.origin}/x` });
    });
    const both = new Map([...secureHosts([registry.host], other.cert), ...secureHosts([storage.host], own.cert)]);
    await expect(pull(registry.host, both)).resolves.toMatchObject({ digest: image.digest });
    const first = secureHosts([registry.host], `${other.cert}\n${own.cert}`);
    expect(await failureOf(pull(registry.host, first))).toMatchObject({ reason: "tls" });
  });

  it("leave connections of other hosts as they are, in the same run", async () => {
    const [named, plain, trusted] = [
      await serve(own),
      await startHostileServer((_, r) => {
        send(r, image);
      }),
      await serve(system),
    ];
    closeLater(plain.close);
    const hosts = new Map([
      ...secureHosts([named.host], own.cert),
      ...secureHosts([trusted.host]),
      ...plainHosts([plain.host]),
    ]);
    const registry = registryFor([], { hosts });
    closeLater(() => registry.close());
    for (const { host } of [named, plain, trusted]) {
      const pulled = registry.manifestByTag(repositoryAt(host), "1", budget());
      await expect(pulled).resolves.toMatchObject({ digest: image.digest });
    }
  });
});
