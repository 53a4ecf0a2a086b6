import { describe, expect, it } from "@jest/globals";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { CredentialSource, Login, RegistryOptions } from "../../../src/registry/index.ts";
import { loginKey, type Credentials } from "../../../src/registry/credentials/credentials.ts";
import { credentialsFrom } from "../../../src/registry/index.ts";
import { closingAfterEach } from "../closing.ts";
import { all, budget, failureOf, image, registryFor, repositoryAt, send, sendStatus, summary } from "../contents.ts";
import { startHostileServer, type HostileServer } from "../hostile-server.ts";

const closeLater = closingAfterEach();

type Answering = (request: IncomingMessage, response: ServerResponse, count: number) => void;

interface TokenServer extends HostileServer {
  /** Method, query or form, and Authorization of every token request. */
  readonly asked: { method: string; form: Record<string, string>; authorization: string | undefined }[];
  pulls(): (string | undefined)[];
}

/** A registry whose token service gives token-1, token-2, …, or answers in its own way; `accepts` says what it serves. */
async function serve(
  token: Answering = (_, response, count) => response.end(JSON.stringify({ token: `token-${count}` })),
  accepts: (authorization: string, response: ServerResponse) => boolean = () => true,
): Promise<TokenServer> {
  const asked: TokenServer["asked"] = [];
  const server = await startHostileServer((request, response) => {
    const { method = "", url = "", headers } = request;
    const { authorization } = headers;
    if (url.startsWith("/token")) {
      void text(request).then((body) => {
        const parameters = method === "POST" ? new URLSearchParams(body) : new URL(url, "http://x").searchParams;
        asked.push({ method, form: Object.fromEntries(parameters), authorization });
        token(request, response, asked.length);
      });
    } else if (authorization !== undefined && accepts(authorization, response)) send(response, image);
    else if (!response.writableEnded) {
      sendStatus(response, 401, { "www-authenticate": `Bearer realm="${server.origin}/token",service="s"` });
    }
  });
  closeLater(server.close);
  const pulls = () =>
    server.requests.filter(({ path }) => path.startsWith("/v2/")).map(({ headers }) => headers.authorization);
  return { ...server, asked, pulls };
}

function open(server: HostileServer, options: RegistryOptions = {}) {
  const registry = registryFor([server.host], options);
  closeLater(() => registry.close());
  return (repository = "acme/app", tag = "1") =>
    registry.manifestByTag(repositoryAt(server.host, repository), tag, budget());
}

const given = (login: Login): CredentialSource => {
  return () => Promise.resolve({ ...login, source: "test" });
};
const identity = given({ kind: "identity-token", token: "refresh + token/1" });

describe("a token's life", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const before = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  const date = new Date(now).toUTCString();

  /** Seconds for which a token is used again, where the service says this. */
  it.each([
    ["nothing", {}, 50],
    ["300 seconds", { expires_in: 300 }, 290],
    ["20 seconds", { expires_in: 20 }, 15],
    ["a fraction", { expires_in: 2.5 }, 1.875],
    ["that it was issued a while ago", { expires_in: 300, issued_at: before(100) }, 190],
    ["that it is issued in the future", { expires_in: 300, issued_at: before(-100) }, 290],
    ["a time that is none", { expires_in: 300, issued_at: "yesterday" }, 290],
    ["a number as time", { expires_in: 300, issued_at: 0 }, 290],
    ["zero", { expires_in: 0 }, 50],
    ["less than nothing", { expires_in: -1 }, 50],
    ["a text", { expires_in: "300" }, 50],
    ["more than a number holds", { expires_in: null }, 50],
  ])("with %s lasts as long as it should", async (_, more, seconds) => {
    const server = await serve((_request, response, count) => {
      response.writeHead(200, { date }).end(JSON.stringify({ token: `token-${count}`, ...more }));
    });
    let clock = 1_000;
    const pull = open(server, { now: () => clock });
    await pull();
    clock += seconds * 1000 - 1;
    await pull();
    expect(server.asked).toHaveLength(1);
    clock += 1;
    await Promise.all([pull(), pull("acme/app", "2"), pull("acme/app", "3")]);
    expect(server.asked).toHaveLength(2);
    expect(server.pulls().slice(-3)).toEqual(["Bearer token-2", "Bearer token-2", "Bearer token-2"]);
  });

  it("does not depend on our wall clock or the service's", async () => {
    const server = await serve((_, response) => {
      const date = "Thu, 01 Jan 1970 01:00:00 GMT";
      response
        .writeHead(200, { date })
        .end(JSON.stringify({ token: "t", expires_in: 300, issued_at: "1970-01-01T01:00:00Z" }));
    });
    const pull = open(server, { now: () => 0 });
    await pull();
    await pull();
    expect(server.asked).toHaveLength(1);
  });

  it("that is over when it comes is used once", async () => {
    const server = await serve((_, response, count) => {
      response
        .writeHead(200, { date })
        .end(JSON.stringify({ token: `token-${count}`, expires_in: 60, issued_at: before(90) }));
    });
    const pull = open(server);
    await pull();
    await pull();
    expect(server.pulls()).toEqual([undefined, "Bearer token-1", "Bearer token-2"]);
  });
});

describe("a token service", () => {
  /** Serves manifests to everybody, and signature tags to who has a token. */
  async function servingImages(token: Answering): Promise<HostileServer> {
    const server = await startHostileServer((request, response) => {
      const { url = "" } = request;
      if (url.startsWith("/token")) token(request, response, 1);
      else if (!url.includes(".sig") || request.headers.authorization === "Bearer abc") send(response, image);
      else sendStatus(response, 401, { "www-authenticate": `Bearer realm="${server.origin}/token"` });
    });
    closeLater(server.close);
    return server;
  }

  it("that is not where it should be does not say that there is no signature (law 3)", async () => {
    const server = await servingImages((_, response) => {
      sendStatus(response, 404);
    });
    const registry = registryFor([server.host]);
    closeLater(() => registry.close());
    const found = await all(registry.legacySignatures(repositoryAt(server.host), image.digest, budget()));
    expect(summary(found)).toEqual(["problem protocol"]);
  });

  it.each(['{"token":"","access_token":"abc"}', '{"token":null,"access_token":"abc"}'])(
    "may leave the first of two names for a token empty: %s",
    async (body) => {
      const server = await serve((_, response) => response.end(body));
      await open(server)();
      expect(server.pulls()).toEqual([undefined, "Bearer abc"]);
    },
  );
});

describe("an identity token", () => {
  it("is exchanged by POST of a form, and goes nowhere else", async () => {
    const server = await serve();
    await expect(open(server, { credentials: identity })()).resolves.toMatchObject({ digest: image.digest });
    const form = {
      grant_type: "refresh_token",
      service: "s",
      scope: "repository:acme/app:pull",
      client_id: "digestbound",
      refresh_token: "refresh + token/1",
    };
    expect(server.asked).toEqual([{ method: "POST", form, authorization: undefined }]);
    expect(JSON.stringify(server.requests)).not.toContain("refresh");
  });

  it.each([404, 405])("falls back to the login beside it where the service answers %i", async (status) => {
    const server = await serve((request, response) => {
      if (request.method === "POST") sendStatus(response, status);
      else response.end('{"token":"t"}');
    });
    const basic = { username: "ci", password: "pass" };
    const credentials = given({ kind: "identity-token", token: "refresh", basic });
    await open(server, { credentials })();
    const authorization = `Basic ${Buffer.from("ci:pass").toString("base64")}`;
    expect(server.asked.map((one) => [one.method, one.authorization])).toEqual([
      ["POST", undefined],
      ["GET", authorization],
    ]);
    await open(server, { credentials: identity })();
    expect(server.asked.at(-1)).toMatchObject({ method: "GET", authorization: undefined });
  });

  it.each([
    [400, "protocol"],
    [401, "unauthorized"],
    [403, "unauthorized"],
    [307, "bad-realm"],
  ])("is not tried another way where the service answers %i", async (status, reason) => {
    const server = await serve((_, response) => {
      sendStatus(response, status, { location: "/token2" });
    });
    expect(await failureOf(open(server, { credentials: identity })())).toMatchObject({ reason });
    expect(server.asked).toHaveLength(1);
  });

  it("is asked for again where the service is busy, in both ways, and no more often", async () => {
    const server = await serve((request, response, count) => {
      sendStatus(response, request.method === "POST" && count === 3 ? 404 : 503);
    });
    expect(await failureOf(open(server, { credentials: identity })())).toMatchObject({ reason: "unavailable" });
    expect(server.asked.map(({ method }) => method)).toEqual(["POST", "POST", "POST", "GET", "GET", "GET"]);
  });
});

describe("a registry token", () => {
  const credentials = given({ kind: "registry-token", token: "ready" });

  it("is sent as it is, and no token service is asked, wherever that is said to be", async () => {
    const server = await startHostileServer((request, response) => {
      if (request.headers.authorization === "Bearer ready") send(response, image);
      else sendStatus(response, 401, { "www-authenticate": 'Bearer realm="https://attacker.example/"' });
    });
    closeLater(server.close);
    const pull = open(server, { credentials });
    await pull();
    await pull("acme/other");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      "Bearer ready",
      "Bearer ready",
    ]);
  });

  it("is tried once", async () => {
    const server = await serve(undefined, () => false);
    expect(await failureOf(open(server, { credentials })())).toMatchObject({ reason: "unauthorized" });
    expect(server.pulls()).toEqual([undefined, "Bearer ready"]);
    expect(server.asked).toEqual([]);
  });

  it("is no login for a registry that takes only those", async () => {
    const server = await startHostileServer((_, response) => {
      sendStatus(response, 401, { "www-authenticate": "Basic" });
    });
    closeLater(server.close);
    expect(await failureOf(open(server, { credentials })())).toMatchObject({ reason: "unauthorized" });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe("logins of namespaces on one host", () => {
  const byNamespace: CredentialSource = (_, repository) => {
    const [namespace = ""] = repository.split("/");
    if (namespace === "public") return Promise.resolve({ kind: "none", source: "test" });
    return Promise.resolve({ kind: "basic", username: namespace, password: "x", source: "test" });
  };
  const basic = (name: string) => `Basic ${Buffer.from(`${name}:x`).toString("base64")}`;

  it("are never sent for another one, where the registry takes logins", async () => {
    const server = await startHostileServer((request, response) => {
      if (request.headers.authorization === undefined) sendStatus(response, 401, { "www-authenticate": "Basic" });
      else send(response, image);
    });
    closeLater(server.close);
    const pull = open(server, { credentials: byNamespace });
    await pull("one/app");
    await pull("two/app");
    expect(await failureOf(pull("public/app"))).toMatchObject({ reason: "unauthorized" });
    await pull("one/other");
    expect(server.requests.map(({ path, headers }) => [path.split("/")[2], headers.authorization])).toEqual([
      ["one", undefined],
      ["one", basic("one")],
      ["two", basic("two")],
      ["public", undefined],
      ["one", basic("one")],
    ]);
  });

  it("are never sent for another one, where a token service does", async () => {
    const server = await serve();
    const pull = open(server, { credentials: byNamespace });
    for (const repository of ["one/app", "two/app", "public/app", "one/app"]) await pull(repository);
    expect(server.asked.map(({ form, authorization }) => [form["scope"], authorization])).toEqual([
      ["repository:one/app:pull", basic("one")],
      ["repository:two/app:pull", basic("two")],
      ["repository:public/app:pull", undefined],
    ]);
  });
});

it("logins have equal keys only where they are equal", () => {
  const from = (login: Login): Credentials => ({ ...login, source: "test" });
  const all = [
    undefined,
    from({ kind: "basic", username: "a", password: "b" }),
    from({ kind: "basic", username: "a", password: "c" }),
    from({ kind: "basic", username: "b", password: "b" }),
    from({ kind: "basic", username: "a:b", password: "" }),
    from({ kind: "identity-token", token: "b" }),
    from({ kind: "identity-token", token: "b", basic: { username: "a", password: "b" } }),
    from({ kind: "registry-token", token: "b" }),
  ];
  expect(new Set(all.map(loginKey)).size).toBe(all.length);
  expect(loginKey({ kind: "none", source: "test" })).toBe(loginKey(undefined));
  expect(loginKey(from({ kind: "registry-token", token: "b" }))).toBe(loginKey(all.at(-1)));
});

it("a file that asks for a program by its path ends the check with a reason of its own (D42)", async () => {
  const server = await serve();
  const config = JSON.stringify({ credHelpers: { [server.host]: "../../evil" } });
  const error = await failureOf(open(server, { credentials: credentialsFrom({ DOCKER_AUTH_CONFIG: config }) })());
  expect(error).toMatchObject({ reason: "credential-config" });
  expect(error.message).toBe(
    `DOCKER_AUTH_CONFIG: credHelpers["${server.host}"] is not the name of a credential helper.`,
  );
  expect(server.asked).toEqual([]);
});

describe("a token that does not suffice", () => {
  it.each([401, 403])("is renewed once where a %i says insufficient_scope", async (status) => {
    const server = await serve(undefined, (authorization, response) => {
      if (authorization === "Bearer token-2") return true;
      sendStatus(response, status, {
        "www-authenticate": `Bearer realm="${server.origin}/token",service="s",error="insufficient_scope"`,
      });
      return false;
    });
    const pull = open(server);
    expect(await failureOf(pull())).toMatchObject({ reason: "unauthorized" });
    await expect(pull()).resolves.toMatchObject({ digest: image.digest });
    expect(server.asked).toHaveLength(2);
    expect(server.pulls()).toEqual([undefined, "Bearer token-1", "Bearer token-1", "Bearer token-2"]);
  });

  it("is not renewed where a 403 says nothing of the kind", async () => {
    const server = await serve(undefined, (_, response) => {
      sendStatus(response, 403, { "www-authenticate": `Bearer realm="${server.origin}/token",error="invalid_token"` });
      return false;
    });
    const pull = open(server);
    await failureOf(pull());
    await failureOf(pull());
    expect(server.asked).toHaveLength(1);
  });
});
