import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { selfSigned } from "./certificate.ts";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, registryFor, repositoryAt, send } from "./contents.ts";
import { startHostileServer, type HostileServer } from "./hostile-server.ts";

const trusted = selfSigned({ ipv4Addresses: ["127.0.0.1"] });
const expired = selfSigned({ ipv4Addresses: ["127.0.0.1"], notAfter: "200201000000Z" });
const otherHost = selfSigned({ dnsNames: ["registry.example"] });
const unknown = selfSigned({ ipv4Addresses: ["127.0.0.1"] });

const systemCertificates = getCACertificates("default");
const rejectUnauthorized = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
const closeLater = closingAfterEach();

beforeAll(() => {
  setDefaultCACertificates([...systemCertificates, trusted.cert, expired.cert, otherHost.cert]);
});
afterAll(() => {
  setDefaultCACertificates(systemCertificates);
});
afterEach(() => {
  if (rejectUnauthorized === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
});

async function serve(tls: object | undefined): Promise<HostileServer> {
  const server = await startHostileServer((_, response) => {
    send(response, image);
  }, tls);
  closeLater(server.close);
  return server;
}

function pull(server: HostileServer, plainHttp: readonly string[] = []) {
  const registry = registryFor(plainHttp);
  closeLater(() => registry.close());
  return registry.manifestByTag(repositoryAt(server.host), "1", budget());
}

describe("TLS", () => {
  it("with a trusted certificate for the host is spoken by default", async () => {
    await expect(pull(await serve(trusted))).resolves.toMatchObject({ digest: image.digest });
  });

  const refused: [string, object, string][] = [
    ["self-signed", unknown, "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["for another host", otherHost, "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["expired", expired, "CERT_HAS_EXPIRED"],
  ];
  it.each(refused)(
    "with a certificate that is %s is refused, and nothing is asked (D27)",
    async (_, identity, code) => {
      const server = await serve(identity);
      const error = await failureOf(pull(server));
      expect(error).toMatchObject({ reason: "tls" });
      expect(error.message).toContain(code);
      expect(server.requests).toEqual([]);
    },
  );

  it.each(refused)(
    "with a certificate that is %s stays refused under NODE_TLS_REJECT_UNAUTHORIZED=0 (law 9)",
    async (_, identity) => {
      process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
      const server = await serve(identity);
      expect(await failureOf(pull(server))).toMatchObject({ reason: "tls" });
      expect(server.requests).toEqual([]);
    },
  );

  it("of version 1.1 is refused (D27)", async () => {
    const server = await serve({
      ...trusted,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT:@SECLEVEL=0",
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "tls" });
    expect(server.requests).toEqual([]);
  });

  it("is never given up for plain HTTP (D27)", async () => {
    const server = await serve(undefined);
    const error = await failureOf(pull(server));
    expect(error).toMatchObject({ reason: "tls" });
    expect(error.remedy).toContain("plainHttp: true");
    expect(server.requests).toEqual([]);
  });
});

describe("plain HTTP", () => {
  it("is spoken to exactly the hosts that are declared", async () => {
    const server = await serve(undefined);
    await expect(pull(server, [server.host])).resolves.toMatchObject({ digest: image.digest });
  });

  it.each([
    ["the host without its port", "127.0.0.1"],
    ["another port", "127.0.0.1:1"],
    ["a name of the same machine", "localhost"],
    ["a pattern", "*"],
  ])("is not spoken because %s is declared", async (_, declared) => {
    const server = await serve(undefined);
    expect(await failureOf(pull(server, [declared]))).toMatchObject({ reason: "tls" });
    expect(server.requests).toEqual([]);
  });
});
