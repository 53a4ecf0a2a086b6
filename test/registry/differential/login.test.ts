import { beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRegistry, type Credentials, type HostSettings } from "../../../src/registry/index.ts";
import { certificateAuthority } from "../certificate.ts";
import { BUNDLES, digestOf, KEY, pushContent } from "./content.ts";
import { openCrane } from "./crane.ts";
import { startDistribution } from "./distribution.ts";
import { htpasswdFor } from "./htpasswd.ts";
import { manifestAt, signaturesOn, type Asked } from "./questions.ts";
import { closingAfterAll, temporaryFolder } from "./running.ts";
import { startTokenServer, type Login, type TokenServer } from "./token-server.ts";
import { describeWithServers } from "./with-servers.ts";

const authority = certificateAuthority();
const server = () => authority.issue({ dnsNames: ["localhost"] });
const login: Login = { username: "ci", password: randomUUID() };

/** crane takes a token server for an attack where it is an IP address of this machine. */
function named(host: string): string {
  return host.replace("127.0.0.1", "localhost");
}

describeWithServers("distribution behind TLS with an own authority", () => {
  const closeLater = closingAfterAll();

  let folder: string;
  const hosts: Record<string, string> = {};
  let tokens: TokenServer;

  beforeAll(async () => {
    folder = temporaryFolder(closeLater);
    const start = async (options: Parameters<typeof startDistribution>[1]) => {
      const { host, close } = await startDistribution(folder, options);
      closeLater(close);
      return named(host);
    };
    await pushContent(await start({}));
    tokens = await startTokenServer(folder, server(), login);
    closeLater(tokens.close);
    hosts["nothing"] = await start({ tls: server() });
    hosts["Basic"] = await start({ tls: server(), auth: await htpasswdFor(folder, login) });
    hosts["Bearer"] = await start({ tls: server(), auth: tokens.auth });
  });

  /** A new client, which has seen no challenge yet. */
  function ask(wants: string, credentials?: Partial<Login>, ca?: string): Asked {
    const known: Credentials = { kind: "basic", ...login, ...credentials, source: "the test" };
    const lookup = () => Promise.resolve(credentials === undefined ? undefined : known);
    const host = hosts[wants] ?? "";
    const settings: HostSettings = { privateNetwork: true, ...(ca === undefined ? {} : { ca }) };
    // The token server is a host of its own, with settings of its own.
    const both = new Map([host, named(tokens.host)].map((one) => [one, settings]));
    const registry = createRegistry({ hosts: both, credentials: lookup });
    closeLater(() => registry.close());
    return { registry, host };
  }

  describe.each(["nothing", "Basic", "Bearer"])("that wants %s", (wants) => {
    const first = { digest: digestOf("acme/bundle") };

    it("shows an image and its bundle to the right login", async () => {
      const asked = ask(wants, {}, authority.cert);
      await expect(manifestAt(asked, "acme/bundle", "1")).resolves.toMatchObject(first);
      const found = await signaturesOn(asked, "acme/bundle", first.digest, KEY.publicKeyPem);
      expect(found).toEqual([`bundle verified ${BUNDLES["acme/bundle"].descriptor.digest}`]);
    });

    it("shows crane the same", async () => {
      const host = hosts[wants] ?? "";
      const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
      writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
      writeFileSync(join(folder, "ca.pem"), authority.cert);
      const crane = await openCrane({ DOCKER_CONFIG: folder, SSL_CERT_FILE: join(folder, "ca.pem") });
      await expect(crane.digest(`${host}/acme/bundle:1`)).resolves.toBe(first.digest);
    });

    it("is not spoken to by who does not know the authority (law 9)", async () => {
      await expect(manifestAt(ask(wants, {}), "acme/bundle", "1")).resolves.toEqual({ reason: "tls" });
    });

    it("has not found an image that is not there", async () => {
      await expect(manifestAt(ask(wants, {}, authority.cert), "acme/bundle", "2")).resolves.toEqual({
        reason: "not-found",
      });
      await expect(manifestAt(ask(wants, {}, authority.cert), "acme/nothing", "1")).resolves.toEqual({
        reason: "not-found",
      });
    });
  });

  describe.each(["Basic", "Bearer"])("that wants %s", (wants) => {
    it.each([
      ["the wrong password", { password: "wrong" }],
      ["another user", { username: "somebody" }],
      ["no login", undefined],
    ])("shows nothing to %s, and no answer reads like `unsigned`", async (_, credentials) => {
      const asked = ask(wants, credentials, authority.cert);
      const digest = digestOf("acme/bundle");
      await expect(manifestAt(asked, "acme/bundle", "1")).resolves.toEqual({ reason: "unauthorized" });
      await expect(signaturesOn(asked, "acme/bundle", digest, KEY.publicKeyPem)).resolves.toEqual([
        "problem unauthorized",
        "problem unauthorized",
      ]);
    });
  });

  it("is asked for one token a repository, which may pull that repository and nothing else (law 9; D23)", async () => {
    const before = tokens.scopes().length;
    const asked = ask("Bearer", {}, authority.cert);
    for (const name of ["acme/oci", "acme/bundle"] as const) {
      await manifestAt(asked, name, "1");
      await manifestAt(asked, name, digestOf(name));
      await signaturesOn(asked, name, digestOf(name), KEY.publicKeyPem);
    }
    expect(tokens.scopes().slice(before)).toEqual(["repository:acme/oci:pull", "repository:acme/bundle:pull"]);
  });
});
