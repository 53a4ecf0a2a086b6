import { describe, expect, it } from "@jest/globals";
import type { EmbeddedRegistry } from "./index.ts";
import { ask, errorCode, manifestBytes, OCI_MANIFEST, withRegistry } from "./client.ts";

const LOGIN = { username: "user", password: "pass:word" } as const;
const BEARER = { auth: "bearer", ...LOGIN } as const;
const MANIFEST = "/v2/team/app/manifests/v1";

function basic(credentials: string): RequestInit {
  return { headers: { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` } };
}

async function tokenFor(registry: EmbeddedRegistry, scope: string, init: RequestInit): Promise<string> {
  const answer = await ask(registry, `/token?service=${registry.host}&scope=${encodeURIComponent(scope)}`, init);
  return (JSON.parse(answer.text) as { token: string }).token;
}

async function pull(registry: EmbeddedRegistry, token: string, path = MANIFEST, method = "GET"): Promise<number> {
  return (await ask(registry, path, { method, headers: { authorization: `Bearer ${token}` } })).status;
}

function fill(registry: EmbeddedRegistry): void {
  registry.putManifest("team/app", "v1", manifestBytes({ layers: [] }), OCI_MANIFEST);
  registry.putManifest("team/other", "v1", manifestBytes({ layers: [] }), OCI_MANIFEST);
}

describe("Basic authentication (RFC 7617)", () => {
  it.each([
    ["no credentials", {}, 401],
    ["another password", basic("user:word"), 401],
    ["another scheme", { headers: { authorization: "Bearer abc" } }, 401],
    ["the credentials", basic("user:pass:word"), 200],
  ])("with %s", (_, init, status) =>
    withRegistry({ auth: "basic", ...LOGIN }, async (registry) => {
      fill(registry);
      const answer = await ask(registry, MANIFEST, init);
      expect(answer.status).toBe(status);
      expect((await ask(registry, "/v2/", init)).status).toBe(status);
      if (status === 401) expect(answer.headers.get("www-authenticate")).toBe(`Basic realm="${registry.host}"`);
    }),
  );
});

describe("token authentication", () => {
  it("challenges with its own realm and the scope of the request", () =>
    withRegistry(BEARER, async (registry) => {
      const { host } = registry;
      const challenge = async (path: string, method: string) =>
        (await ask(registry, path, { method })).headers.get("www-authenticate");
      const own = `Bearer realm="http://${host}/token",service="${host}"`;
      expect(await challenge("/v2/", "GET")).toBe(own);
      expect(await challenge(MANIFEST, "HEAD")).toBe(`${own},scope="repository:team/app:pull"`);
      expect(await challenge("/v2/team/app/blobs/uploads/", "POST")).toBe(
        `${own},scope="repository:team/app:pull,push"`,
      );
      expect(errorCode(await ask(registry, MANIFEST))).toBe("UNAUTHORIZED");
    }));

  it.each([
    ["repository:team/app:pull", 200, 401, 401],
    ["repository:team/app:pull,push repository:team/other:pull", 200, 200, 401],
    ["repository:team/app:delete", 401, 401, 202],
    ["registry:catalog:*", 401, 401, 401],
    ["", 401, 401, 401],
  ])("a token of scope %j lets pull %i, pull elsewhere %i, delete %i", (scope, own, other, deleted) =>
    withRegistry(BEARER, async (registry) => {
      fill(registry);
      const token = await tokenFor(registry, scope, basic("user:pass:word"));
      expect(await pull(registry, token)).toBe(own);
      expect(await pull(registry, token, "/v2/team/other/manifests/v1")).toBe(other);
      expect(await pull(registry, token, MANIFEST, "DELETE")).toBe(deleted);
      expect(await pull(registry, token, "/v2/")).toBe(200);
    }),
  );

  it("says that a good token lacks the scope", () =>
    withRegistry(BEARER, async (registry) => {
      const token = await tokenFor(registry, "repository:team/other:pull", basic("user:pass:word"));
      const answer = await ask(registry, MANIFEST, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    }));

  it("refuses a token once its uses are spent, and one that it never gave", () =>
    withRegistry({ ...BEARER, tokenUses: 2 }, async (registry) => {
      fill(registry);
      const token = await tokenFor(registry, "repository:team/app:pull", basic("user:pass:word"));
      expect([await pull(registry, token), await pull(registry, token), await pull(registry, token)]).toEqual([
        200, 200, 401,
      ]);
      expect(await pull(registry, "guessed")).toBe(401);
    }));

  it.each([
    ["no credentials", BEARER, {}, 401],
    ["another password", { ...BEARER, anonymousPull: true }, basic("user:x"), 401],
    ["no credentials where anonymous pull is on", { ...BEARER, anonymousPull: true }, {}, 200],
    ["no credentials where no user is set", { auth: "bearer" } as const, {}, 200],
    ["POST", BEARER, { ...basic("user:pass:word"), method: "POST" }, 405],
    ["a registry without tokens", {}, {}, 404],
  ])("answers a token request with %s", (_, options, init, status) =>
    withRegistry(options, async (registry) => {
      expect((await ask(registry, "/token?scope=repository:team/app:pull", init)).status).toBe(status);
    }),
  );

  it.each([
    ["the token", { refresh_token: "refresh-1" }, 200],
    ["another one", { refresh_token: "refresh-2" }, 401],
    ["another grant", { refresh_token: "refresh-1", grant_type: "password" }, 401],
    ["another service", { refresh_token: "refresh-1", service: "other" }, 405],
  ])("exchanges an identity token: %s", (_, more, status) =>
    withRegistry(
      { ...BEARER, identityToken: "refresh-1", service: "mine", tokenPath: "/oauth2/token" },
      async (registry) => {
        fill(registry);
        const scope = "repository:team/app:pull";
        const form = { grant_type: "refresh_token", client_id: "test", service: "mine", scope, ...more };
        const init = { method: "POST", body: new URLSearchParams(form).toString() };
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        const answer = await ask(registry, "/oauth2/token", { ...init, headers });
        expect(answer.status).toBe(status);
        if (status === 200)
          expect(await pull(registry, (JSON.parse(answer.text) as { token: string }).token)).toBe(200);
      },
    ),
  );

  it("grants an anonymous token pull and nothing else", () =>
    withRegistry({ ...BEARER, anonymousPull: true }, async (registry) => {
      fill(registry);
      const token = await tokenFor(registry, "repository:team/app:pull,delete", {});
      expect(await pull(registry, token)).toBe(200);
      expect(await pull(registry, token, MANIFEST, "DELETE")).toBe(401);
    }));
});
