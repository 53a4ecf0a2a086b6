import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  const folder = mkdtempSync(join(tmpdir(), "digestbound-tls-"));
  const [authorities, stranger] = [join(folder, "ca.pem"), join(folder, "stranger.pem")];
  beforeAll(() => {
    writeFileSync(authorities, trusted.cert);
    writeFileSync(stranger, unknown.cert);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** How our client and a plain request fare in a process with this environment. */
  async function inProcess(server: HostileServer, environment: Record<string, string>, ...ca: readonly string[]) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(__dirname, "weak-environment.cjs"), server.host, ...ca],
      { env: { ...process.env, NODE_NO_WARNINGS: "1", NODE_EXTRA_CA_CERTS: authorities, ...environment } },
    );
    return JSON.parse(stdout) as { ours: string; plain: string };
  }

  const oldProtocol = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" };
  const oldOptions = "--tls-min-v1.0 --tls-cipher-list=DEFAULT:@SECLEVEL=0";
  const unencrypted = { maxVersion: "TLSv1.2", ciphers: "eNULL:@SECLEVEL=0" };
  const weakenings: [string, object, Record<string, string>][] = [
    ["NODE_TLS_REJECT_UNAUTHORIZED=0", unknown, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
    ["--tls-min-v1.0", { ...trusted, ...oldProtocol }, { NODE_OPTIONS: oldOptions }],
    ["--tls-cipher-list", { ...trusted, ...unencrypted }, { NODE_OPTIONS: "--tls-cipher-list=eNULL:@SECLEVEL=0" }],
  ];
  it.each(weakenings)("is as strict where the environment says %s (law 9; D27)", async (_, tls, environment) => {
    const server = await serve(tls);
    expect(await inProcess(server, environment)).toEqual({ ours: "tls", plain: "accepted" });
    expect(server.requests.map(({ path }) => path)).toEqual(["/control"]);
  });

  it("asks for TLS 1.3 where the environment says --tls-max-v1.2", async () => {
    const server = await serve({ ...trusted, minVersion: "TLSv1.3" });
    const environment = { NODE_OPTIONS: "--tls-max-v1.2" };
    expect(await inProcess(server, environment)).toMatchObject({ ours: "accepted" });
  });

  it.each([
    ["SSL_CERT_FILE, which Node does not read", {}, "tls"],
    ["SSL_CERT_FILE with --use-openssl-ca", { NODE_OPTIONS: "--use-openssl-ca" }, "accepted"],
  ])("believes the authorities that Node believes: %s", async (_, environment, outcome) => {
    const server = await serve(unknown);
    const { ours, plain } = await inProcess(server, { SSL_CERT_FILE: stranger, ...environment });
    expect(ours).toBe(outcome);
    expect(plain === "accepted").toBe(outcome === "accepted");
  });

  it("believes no authority of the environment for a host whose authorities the document names", async () => {
    const server = await serve(trusted);
    const environment = { NODE_OPTIONS: "--use-openssl-ca", SSL_CERT_FILE: authorities };
    expect(await inProcess(server, environment, stranger)).toEqual({ ours: "tls", plain: "accepted" });
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
