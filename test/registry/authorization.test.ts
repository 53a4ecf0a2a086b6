import { describe, expect, it } from "@jest/globals";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Credentials, CredentialSource, RegistryOptions } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, quick, registryFor, repositoryAt, send, sendStatus } from "./contents.ts";
import { startHostileServer, type HostileServer } from "./hostile-server.ts";

const PASSWORD = "canary-password";
const BASIC = `Basic ${Buffer.from(`ci:${PASSWORD}`).toString("base64")}`;
const loggedIn: CredentialSource = () =>
  Promise.resolve({ kind: "basic", username: "ci", password: PASSWORD, source: "/home/ci/.docker/config.json" });

const closeLater = closingAfterEach();

interface Behaviour {
  /** The WWW-Authenticate header; by default a Bearer challenge of the server itself. */
  readonly challenge?: (server: HostileServer) => string | string[];
  /** Answers a token request; by default with the tokens token-1, token-2, … */
  readonly token?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Whether a request with this Authorization header is served; by default every one that has one. */
  readonly accepts?: (authorization: string) => boolean;
}

interface TokenServer extends HostileServer {
  tokenRequests(): URL[];
  pulls(): (string | undefined)[];
}

async function serve({ challenge = bearer, token, accepts = () => true }: Behaviour = {}): Promise<TokenServer> {
  let issued = 0;
  const server = await startHostileServer((request, response) => {
    if (request.url?.startsWith("/token") === true) {
      issued += 1;
      if (token === undefined) response.end(JSON.stringify({ token: `token-${issued}` }));
      else token(request, response);
    } else if (request.headers.authorization !== undefined && accepts(request.headers.authorization)) {
      send(response, image);
    } else sendStatus(response, 401, { "www-authenticate": challenge(server) });
  });
  closeLater(server.close);
  return {
    ...server,
    tokenRequests: () =>
      server.requests.filter(({ path }) => path.startsWith("/token")).map(({ path }) => new URL(path, server.origin)),
    pulls: () =>
      server.requests.filter(({ path }) => path.startsWith("/v2/")).map(({ headers }) => headers.authorization),
  };
}

function bearer(server: HostileServer): string {
  return `Bearer realm="${server.origin}/token",service="registry",scope="repository:acme/app:pull"`;
}

function open(server: Pick<HostileServer, "host">, options: RegistryOptions = {}) {
  const registry = registryFor([server.host], options);
  closeLater(() => registry.close());
  return {
    pull: (repository = "acme/app", tag = "1") =>
      registry.manifestByTag(repositoryAt(server.host, repository), tag, budget()),
    close: () => registry.close(),
  };
}

describe("a token", () => {
  it("is asked for anonymously where there are no credentials", async () => {
    const server = await serve();
    await expect(open(server).pull()).resolves.toMatchObject({ digest: image.digest });
    expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/v2/acme/app/manifests/1", undefined],
      ["/token?service=registry&scope=repository%3Aacme%2Fapp%3Apull", undefined],
      ["/v2/acme/app/manifests/1", "Bearer token-1"],
    ]);
  });

  it("is asked for with the registry's credentials, which the registry itself does not get", async () => {
    const server = await serve();
    await open(server, { credentials: loggedIn }).pull();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, BASIC, "Bearer token-1"]);
  });

  it.each([
    ["push too", "repository:acme/app:pull,push"],
    ["another repository", "repository:acme/secret:pull"],
    ["the catalogue", "registry:catalog:*"],
    ["several things", "repository:acme/app:pull repository:acme/secret:push"],
  ])("covers our repository for pulling where %s is demanded (D23)", async (_, scope) => {
    const server = await serve({
      challenge: (self) => `Bearer realm="${self.origin}/token?keep=1",service="s",scope="${scope}",account="root"`,
    });
    await open(server, { credentials: loggedIn }).pull();
    const { searchParams } = server.tokenRequests()[0] ?? new URL("x:y");
    expect(Object.fromEntries(searchParams)).toEqual({
      keep: "1",
      service: "s",
      scope: "repository:acme/app:pull",
    });
  });

  it("may be called access_token", async () => {
    const server = await serve({ token: (_, response) => response.end('{"access_token":"abc","expires_in":60}') });
    await open(server).pull();
    expect(server.pulls()).toEqual([undefined, "Bearer abc"]);
  });

  it("is shared by all images of a repository, however many ask at once", async () => {
    const server = await serve();
    const client = open(server);
    await Promise.all(Array.from({ length: 40 }, (_, index) => client.pull("acme/app", `v${index}`)));
    await client.pull();
    expect(server.tokenRequests()).toHaveLength(1);
  });

  it("is another one for another repository, without another refusal", async () => {
    const server = await serve();
    const client = open(server);
    await client.pull("acme/app");
    await client.pull("acme/other");
    expect(server.tokenRequests().map(({ searchParams }) => searchParams.get("scope"))).toEqual([
      "repository:acme/app:pull",
      "repository:acme/other:pull",
    ]);
    expect(server.pulls()).toEqual([undefined, "Bearer token-1", "Bearer token-2"]);
  });

  it("that another repository is refused does not keep from what needs none", async () => {
    const server = await startHostileServer((request, response) => {
      const { authorization } = request.headers;
      if (request.url?.startsWith("/token") === true) {
        if (request.url.includes("public")) sendStatus(response, 403);
        else response.end('{"token":"abc"}');
      } else if (request.url?.includes("public") === true || authorization !== undefined) send(response, image);
      else sendStatus(response, 401, { "www-authenticate": bearer(server) });
    });
    closeLater(server.close);
    const client = open(server);
    await client.pull("acme/app");
    await expect(client.pull("acme/public")).resolves.toMatchObject({ digest: image.digest });
  });

  it("is renewed where it has expired, once for all who use it", async () => {
    const expired = new Set<string>();
    const server = await serve({ accepts: (authorization) => !expired.has(authorization) });
    const client = open(server);
    await client.pull();
    expired.add("Bearer token-1");
    await Promise.all([client.pull(), client.pull("acme/app", "2"), client.pull("acme/app", "3")]);
    expect(server.tokenRequests()).toHaveLength(2);
  });

  it("is renewed once for a request, however often it is refused (D21: endless 401)", async () => {
    const server = await serve({ accepts: () => false });
    const client = open(server);
    expect(await failureOf(client.pull())).toMatchObject({ reason: "unauthorized" });
    expect([server.pulls().length, server.tokenRequests().length]).toEqual([2, 1]);
    expect(await failureOf(client.pull())).toMatchObject({ reason: "unauthorized" });
    expect([server.pulls().length, server.tokenRequests().length]).toEqual([4, 2]);
  });

  it("that could not be had is asked for again by the next image", async () => {
    let broken = true;
    const server = await serve({
      token: (_, response) => {
        if (broken) sendStatus(response, 500);
        else response.end('{"token":"abc"}');
      },
    });
    const client = open(server);
    expect(await failureOf(client.pull())).toMatchObject({ reason: "unavailable" });
    broken = false;
    await expect(client.pull()).resolves.toMatchObject({ digest: image.digest });
  });

  it("is not waited for longer than the image's budget, but serves those who have time", async () => {
    const waiting: ServerResponse[] = [];
    const server = await serve({ token: (_, response) => waiting.push(response) });
    const registry = registryFor([server.host]);
    closeLater(() => registry.close());
    const repository = repositoryAt(server.host);
    const patient = registry.manifestByTag(repository, "1", budget());
    const hasty = registry.manifestByTag(repository, "2", budget({ deadline: 100 }));
    expect(await failureOf(hasty)).toMatchObject({ reason: "timeout" });
    waiting.forEach((response) => response.end('{"token":"abc"}'));
    await expect(patient).resolves.toMatchObject({ digest: image.digest });
  });

  it("does not draw on the image's requests", async () => {
    const server = await serve();
    const registry = registryFor([server.host]);
    closeLater(() => registry.close());
    const pulled = registry.manifestByTag(repositoryAt(server.host), "1", budget({ requests: 2 }));
    await expect(pulled).resolves.toMatchObject({ digest: image.digest });
  });
});

describe("a token service", () => {
  it.each([
    ["no JSON", "<html>", "malformed"],
    ["no object", "[]", "malformed"],
    ["no token", "{}", "malformed"],
    ["an empty token", '{"token":""}', "malformed"],
    ["a token that is a number", '{"token":42}', "malformed"],
    ["a token with a line break (header injection)", '{"token":"a\\r\\nx-injected: 1"}', "malformed"],
    ["a token with a blank", '{"token":"a b"}', "malformed"],
    ["a token with a NUL", '{"token":"a\\u0000"}', "malformed"],
    ["a token that is not ASCII", '{"token":"ä"}', "malformed"],
    ["two tokens", '{"token":"a","token":"b"}', "malformed"],
    ["a huge answer", `{"token":"a","x":"${"x".repeat(70_000)}"}`, "too-large"],
  ])("that answers with %s gives none (D24)", async (_, body, reason) => {
    const server = await serve({ token: (_request, response) => response.end(body) });
    expect(await failureOf(open(server).pull())).toMatchObject({ reason });
    expect(server.pulls()).toEqual([undefined]);
  });

  it("that sends its huge answer piece by piece gives none (D24)", async () => {
    const server = await serve({
      token: (_, response) => {
        response.write('{"token":"a"');
        response.end(" ".repeat(70_000) + "}");
      },
    });
    expect(await failureOf(open(server).pull())).toMatchObject({ reason: "too-large" });
  });

  it.each([
    ["to itself", "/token2"],
    ["to another host", "https://attacker.example/token"],
  ])("that redirects %s is not followed (D20)", async (_, location) => {
    const server = await serve({
      token: (_request, response) => {
        sendStatus(response, 307, { location });
      },
    });
    expect(await failureOf(open(server, { credentials: loggedIn }).pull())).toMatchObject({ reason: "bad-realm" });
    expect(server.tokenRequests()).toHaveLength(1);
  });

  it("elsewhere gets neither credentials nor a request (D18; CVE-2020-15157, CVE-2026-33540)", async () => {
    const attacker = await serve();
    const server = await serve({ challenge: () => bearer(attacker) });
    const error = await failureOf(open(server, { credentials: loggedIn }).pull());
    expect(error).toMatchObject({ reason: "bad-realm" });
    expect(error.message).toContain(attacker.host);
    expect(attacker.connections()).toBe(0);
  });

  it("with the right name at a private address gets no request (D18)", async () => {
    const attacker = await serve();
    const port = attacker.host.split(":")[1] ?? "";
    const server = await serve({ challenge: () => `Bearer realm="https://auth.registry.example:${port}/token"` });
    const name = `registry.example:${server.host.split(":")[1] ?? ""}`;
    const lookup = (hostname: string) =>
      Promise.resolve([{ address: hostname === "registry.example" ? "127.0.0.1" : "10.0.0.1", family: 4 }]);
    const registry = registryFor([name], { lookup, credentials: loggedIn });
    closeLater(() => registry.close());
    const error = await failureOf(registry.manifestByTag(repositoryAt(name), "1", budget()));
    expect(error).toMatchObject({ reason: "bad-realm" });
    expect(error.message).toContain("auth.registry.example");
  });

  it.each([
    [401, "unauthorized"],
    [403, "unauthorized"],
    [429, "rate-limited"],
    [503, "unavailable"],
    [404, "protocol"],
  ])("that answers %i makes the image %s", async (status, reason) => {
    const server = await serve({
      token: (_, response) => {
        sendStatus(response, status);
      },
    });
    const error = await failureOf(open(server).pull());
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(`No token for ${server.host}/acme/app: ${server.host} answered ${status}.`);
  });

  it("that never answers ends by its own deadline", async () => {
    const server = await serve({ token: () => undefined });
    const limits = { ...quick, tokenDeadline: 100 };
    expect(await failureOf(open(server, { limits }).pull())).toMatchObject({ reason: "timeout" });
  });

  it("that asks for patience is not waited for once the client is closed", async () => {
    const server = await serve({
      token: (_, response) => {
        sendStatus(response, 429, { "retry-after": "8" });
      },
    });
    const limits = { ...quick, retryAfter: 60_000 };
    const client = open(server, { limits });
    const asked = failureOf(client.pull());
    while (server.tokenRequests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await client.close();
    expect(await asked).toMatchObject({ reason: "aborted" });
  });

  it("that never answers ends when the client is closed", async () => {
    const server = await serve({ token: () => undefined });
    const client = open(server);
    const asked = failureOf(client.pull());
    while (server.tokenRequests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await client.close();
    expect(await asked).toMatchObject({ reason: "aborted" });
  });
});

describe("basic authentication", () => {
  it("sends the credentials where they are asked for, and from then on", async () => {
    const server = await serve({ challenge: () => 'Basic realm="Registry"' });
    const client = open(server, { credentials: loggedIn });
    await client.pull();
    await client.pull("acme/other");
    expect(server.pulls()).toEqual([undefined, BASIC, BASIC]);
  });

  it("is not tried twice with the same credentials (D21)", async () => {
    const server = await serve({ challenge: () => "Basic", accepts: () => false });
    const client = open(server, { credentials: loggedIn });
    expect(await failureOf(client.pull())).toMatchObject({ reason: "unauthorized" });
    expect(server.pulls()).toEqual([undefined, BASIC]);
    expect(await failureOf(client.pull())).toMatchObject({ reason: "unauthorized" });
    expect(server.pulls()).toEqual([undefined, BASIC, BASIC]);
  });

  it("is used only where no token service is offered", async () => {
    const server = await serve({ challenge: (self) => ["Basic", bearer(self)] });
    await open(server, { credentials: loggedIn }).pull();
    expect(server.pulls()).toEqual([undefined, "Bearer token-1"]);
  });

  it("asks for the credentials of exactly this host", async () => {
    const server = await serve({ challenge: () => "Basic" });
    const asked: string[] = [];
    const credentials: CredentialSource = (host) => {
      asked.push(host);
      return Promise.resolve(undefined);
    };
    await failureOf(open(server, { credentials }).pull());
    expect(new Set(asked)).toEqual(new Set([server.host]));
  });

  it("is never begun with: a registry that asks for nothing gets nothing", async () => {
    const server = await startHostileServer((_, response) => {
      send(response, image);
    });
    closeLater(server.close);
    await open(server, { credentials: loggedIn }).pull();
    expect(JSON.stringify(server.requests)).not.toContain("authorization");
  });
});

describe("a refusal", () => {
  it.each([
    ["no challenge", []],
    ["an unknown scheme", "Digest realm=x"],
    ["an unclosed quote", 'Bearer realm="https://'],
    ["a Bearer challenge without a realm", "Bearer"],
    ["a hundred challenges", Array.from({ length: 100 }, () => "Negotiate").join(", ")],
  ])("with %s ends, and says so (D22)", async (_, challenge) => {
    const server = await serve({ challenge: () => challenge });
    expect(await failureOf(open(server, { credentials: loggedIn }).pull())).toMatchObject({ reason: "unauthorized" });
    expect(server.pulls()).toEqual([undefined]);
  });

  const source = "~/.docker/config.json";
  const known: [string, Credentials | undefined, string][] = [
    ["none were given", undefined, "No credentials were given for HOST."],
    [
      "there is no login",
      { kind: "none", source },
      `There is no login for HOST in ${source}, so it was asked anonymously.`,
    ],
    [
      "something kept from finding one",
      { kind: "none", source, problem: "docker-credential-ecr-login could not be asked (exit 3)" },
      `docker-credential-ecr-login could not be asked (exit 3), so HOST was asked anonymously (looked in ${source}).`,
    ],
    [
      "there is a token, and only logins are taken",
      { kind: "identity-token", token: "canary-token", source },
      `the identity token for HOST in ${source} was used.`,
    ],
  ];
  it.each(known)("says what is known about credentials where %s", async (_, credentials, expected) => {
    const server = await serve({ challenge: () => "Basic" });
    const error = await failureOf(open(server, { credentials: () => Promise.resolve(credentials) }).pull());
    expect(error.message).toBe(`${server.host}/acme/app was not given to us: the registry answered 401.`);
    expect(error.remedy).toContain(expected.replace("HOST", server.host));
    expect(error.remedy).not.toContain("canary");
  });

  it("without a login says that the image may be private, or not there", async () => {
    const server = await serve({ challenge: () => "Basic" });
    const anonymous: CredentialSource = () => Promise.resolve({ kind: "none", source });
    const error = await failureOf(open(server, { credentials: anonymous }).pull());
    expect(error.remedy).toContain("The image may be private, or not there");
  });

  it.each([401, 403])("%i of a valid token names the credentials that were used", async (status) => {
    const server = await startHostileServer((request, response) => {
      if (request.headers.authorization === undefined) {
        sendStatus(response, 401, { "www-authenticate": "Basic" });
      } else response.writeHead(status).end('{"errors":[{"code":"DENIED","message":"canary-message"}]}');
    });
    closeLater(server.close);
    const error = await failureOf(open(server, { credentials: loggedIn }).pull());
    expect(error).toMatchObject({ reason: "unauthorized" });
    expect(error.message).toContain(`answered ${status} DENIED`);
    expect(error.message).not.toContain("canary");
    expect(error.remedy).toContain("in /home/ci/.docker/config.json was used");
  });

  it("survives credentials that cannot be looked up", async () => {
    const server = await serve({ challenge: () => "Basic" });
    const credentials = () => Promise.reject(new Error(`vault said ${PASSWORD}`));
    const error = await failureOf(open(server, { credentials }).pull());
    expect(error).toMatchObject({ reason: "unauthorized" });
    expect(`${error.message}${error.remedy}${String(error.cause)}`).not.toContain("canary");
  });
});

describe("a login that is looked up without an end", () => {
  const hanging: CredentialSource = () => new Promise(() => undefined);

  it("holds up no refusal longer than the image's own time", async () => {
    const server = await startHostileServer((_, response) => {
      sendStatus(response, 403);
    });
    closeLater(server.close);
    const registry = registryFor([server.host], { credentials: hanging });
    closeLater(() => registry.close());
    const asked = registry.manifestByTag(repositoryAt(server.host), "1", budget({ deadline: 1_000 }));
    expect(await failureOf(asked)).toMatchObject({ reason: "timeout" });
    expect(server.requests).toHaveLength(1);
  });

  it("holds up no interrupted probe", async () => {
    const server = await serve();
    const registry = registryFor([server.host], { credentials: hanging });
    closeLater(() => registry.close());
    const caller = new AbortController();
    const probing = registry.probe(repositoryAt(server.host).registry, budget({}, caller.signal));
    caller.abort();
    expect((await probing).error).toMatchObject({ reason: "aborted" });
  });
});

describe("a registry that says 404 to the unknown", () => {
  /** Asks for a login at /v2/ only, or not even there. */
  async function hiding(challenge: "Basic" | "Bearer" | undefined) {
    const server = await startHostileServer((request, response) => {
      const { authorization } = request.headers;
      if (request.url?.startsWith("/token") === true) response.end(JSON.stringify({ token: "token-1" }));
      else if (request.url === "/v2/" && challenge !== undefined) {
        sendStatus(response, 401, { "www-authenticate": challenge === "Basic" ? "Basic" : bearer(server) });
      } else if (authorization === BASIC || authorization === "Bearer token-1") send(response, image);
      else sendStatus(response, 404);
    });
    closeLater(server.close);
    return { ...server, paths: () => server.requests.map(({ path }) => path.split("?")[0]) };
  }

  it.each([
    ["Basic", ["/v2/acme/app/manifests/1", "/v2/", "/v2/acme/app/manifests/1"]],
    ["Bearer", ["/v2/acme/app/manifests/1", "/v2/", "/token", "/v2/acme/app/manifests/1"]],
  ] as const)("is asked how it wants the login, and then again (%s)", async (challenge, paths) => {
    const server = await hiding(challenge);
    const { pull } = open(server, { credentials: loggedIn });
    await expect(pull()).resolves.toMatchObject({ digest: image.digest });
    expect(server.paths()).toEqual(paths);
    // The next image begins with the login.
    await pull("acme/app", "2");
    expect(server.paths().slice(paths.length)).toEqual(["/v2/acme/app/manifests/2"]);
  });

  it("is believed where there is no login, and nothing more is asked", async () => {
    const server = await hiding("Basic");
    expect(await failureOf(open(server).pull())).toMatchObject({ reason: "not-found" });
    expect(server.paths()).toEqual(["/v2/acme/app/manifests/1"]);
  });

  it("is believed where it wants no login anywhere, and is asked that once", async () => {
    const server = await hiding(undefined);
    const { pull } = open(server, { credentials: loggedIn });
    expect(await failureOf(pull())).toMatchObject({ reason: "not-found" });
    expect(await failureOf(pull("acme/app", "2"))).toMatchObject({ reason: "not-found" });
    expect(server.paths().filter((path) => path === "/v2/")).toHaveLength(1);
  });

  it("is not believed where it does not say whether it wants one", async () => {
    const server = await startHostileServer((request, response) => {
      if (request.url === "/v2/") response.destroy();
      else sendStatus(response, 404);
    });
    closeLater(server.close);
    const error = await failureOf(open(server, { credentials: loggedIn }).pull());
    expect(error.reason).not.toBe("not-found");
  });
});

it("a registry that gave something of the repository to the unknown is believed when it says 404", async () => {
  const server = await startHostileServer((request, response) => {
    if (request.url?.endsWith("/1") === true) send(response, image);
    else sendStatus(response, 404);
  });
  closeLater(server.close);
  const { pull } = open(server, { credentials: loggedIn });
  await pull();
  expect(await failureOf(pull("acme/app", "2"))).toMatchObject({ reason: "not-found" });
  expect(server.requests.filter(({ path }) => path === "/v2/")).toHaveLength(0);
  expect(await failureOf(pull("acme/other", "2"))).toMatchObject({ reason: "not-found" });
  expect(server.requests.filter(({ path }) => path === "/v2/")).toHaveLength(1);
});
