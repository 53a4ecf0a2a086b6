import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { promisify } from "node:util";
import { selfSigned } from "./certificate.ts";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, plainHosts, registryFor, repositoryAt, secureHosts, send } from "./contents.ts";
import { startHostileServer, type HostileServer } from "./hostile-server.ts";

const trusted = selfSigned({ ipv4Addresses: ["127.0.0.1"] });
const expired = selfSigned({ ipv4Addresses: ["127.0.0.1"], notAfter: "200201000000Z" });
const otherHost = selfSigned({ dnsNames: ["registry.example"] });
const unknown = selfSigned({ ipv4Addresses: ["127.0.0.1"] });

const systemCertificates = getCACertificates("default");
const closeLater = closingAfterEach();

beforeAll(() => {
  setDefaultCACertificates([...systemCertificates, trusted.cert, expired.cert, otherHost.cert]);
});
afterAll(() => {
  setDefaultCACertificates(systemCertificates);
});

async function serve(tls: object | undefined): Promise<HostileServer> {
  const server = await startHostileServer((_, response) => {
    send(response, image);
  }, tls);
  closeLater(server.close);
  return server;
}

function pull(server: HostileServer, plainHttp: readonly string[] = []) {
  const hosts = new Map([...secureHosts([server.host]), ...plainHosts(plainHttp)]);
  const registry = registryFor([], { hosts });
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

  const authorities = join(mkdtempSync(join(tmpdir(), "digestbound-tls-")), "ca.pem");
  beforeAll(() => {
    writeFileSync(authorities, trusted.cert);
  });
  afterAll(() => {
    rmSync(dirname(authorities), { recursive: true });
  });

  const oldProtocol = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" };
  const oldOptions = "--tls-min-v1.0 --tls-cipher-list=DEFAULT:@SECLEVEL=0";
  const weakenings: [string, object, Record<string, string>][] = [
    ["NODE_TLS_REJECT_UNAUTHORIZED=0", unknown, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
    ["--tls-min-v1.0", { ...trusted, ...oldProtocol }, { NODE_OPTIONS: oldOptions }],
  ];
  it.each(weakenings)("is as strict where the environment says %s (law 9; D27)", async (_, tls, environment) => {
    const server = await serve(tls);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(__dirname, "weak-environment.cjs"), server.host],
      {
        env: { ...process.env, NODE_NO_WARNINGS: "1", NODE_EXTRA_CA_CERTS: authorities, ...environment },
      },
    );
    expect(JSON.parse(stdout)).toEqual({ ours: "tls", plain: "accepted" });
    expect(server.requests.map(({ path }) => path)).toEqual(["/control"]);
  });

  it("carries HTTP/1.1 even where HTTP/2 is offered (D43: CVE-2023-44487)", async () => {
    const versions: string[] = [];
    const server = createSecureServer({ ...trusted, allowHTTP1: true }, ({ httpVersion }, response) => {
      versions.push(httpVersion);
      response.writeHead(200, { "content-type": image.mediaType }).end(image.bytes);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const registry = registryFor([], { hosts: secureHosts([`127.0.0.1:${port}`]) });
    await registry.manifestByTag(repositoryAt(`127.0.0.1:${port}`), "1", budget());
    expect(versions).toEqual(["1.1"]);
    await registry.close();
    server.close();
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
