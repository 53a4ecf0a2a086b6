import { describe, expect, it } from "@jest/globals";
import { RegistryError, type CredentialSource } from "../../src/registry/index.ts";
import { Secrets } from "../../src/registry/secrets.ts";
import { closingAfterEach } from "./closing.ts";
import {
  all,
  blob,
  budget,
  failureOf,
  image,
  imageManifest,
  indexManifest,
  INDEX,
  MANIFEST,
  registryFor,
  repositoryAt,
  send,
  sendStatus,
  SIMPLE_SIGNING,
  type Blob,
} from "./contents.ts";
import { startHostileServer, type Handler, type HostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();

const USERNAME = "ci-user";
const PASSWORD = "canary/password+1";
const BASE64 = Buffer.from(`${USERNAME}:${PASSWORD}`).toString("base64");
const TOKEN = "canary/token+2=";
const SECRETS = [PASSWORD, BASE64, TOKEN].flatMap((secret) => [secret, encodeURIComponent(secret)]);

const credentials: CredentialSource = () =>
  Promise.resolve({ kind: "basic", username: USERNAME, password: PASSWORD, source: "config.json" });

function everyWord(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const remedy = error instanceof RegistryError ? error.remedy : "";
  return [error.name, error.message, remedy, error.stack, JSON.stringify(error), everyWord(error.cause ?? null)].join(
    "\n",
  );
}

function expectNoSecret(text: string): void {
  for (const secret of SECRETS) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
}

/** A registry that gives a token for the credentials, and then answers with what echoes them. */
async function serveEcho(echo: (secret: string) => Handler, other?: HostileServer): Promise<HostileServer> {
  const server = await startHostileServer((request, response) => {
    const { authorization = "" } = request.headers;
    if (request.url?.startsWith("/token") === true) response.end(JSON.stringify({ token: TOKEN }));
    else if (authorization === "") {
      sendStatus(response, 401, { "www-authenticate": `Bearer realm="${server.origin}/token"` });
    } else echo(authorization.replace("Bearer ", ""))(request, response);
  });
  closeLater(server.close);
  if (other !== undefined) closeLater(other.close);
  return server;
}

const respond = (status: number, headers: Record<string, string>, body = "") => {
  return ((_, response) => {
    response.writeHead(status, headers).end(body);
  }) satisfies Handler;
};
const manifest = (answer: Blob) => {
  return ((_, response) => {
    send(response, answer);
  }) satisfies Handler;
};

describe("a registry that echoes the token (D40)", () => {
  const echoes: [string, (secret: string) => Handler][] = [
    ["in an error's message", (secret) => respond(403, {}, `{"errors":[{"code":"DENIED","message":"${secret}"}]}`)],
    ["in an error's code", (secret) => respond(403, {}, `{"errors":[{"code":"${secret}"}]}`)],
    ["in an error page", (secret) => respond(500, {}, secret)],
    ["in a warning", (secret) => respond(500, { warning: `299 - "${secret}"` })],
    ["in the type", (secret) => respond(200, { "content-type": `text/${secret}` })],
    [
      "in the type, percent-encoded",
      (secret) => respond(200, { "content-type": `text/${encodeURIComponent(secret)}` }),
    ],
    ["in the encoding", (secret) => respond(200, { "content-type": MANIFEST, "content-encoding": secret })],
    ["in a redirect's query", (secret) => respond(307, { location: `ftp://storage.example/?token=${secret}` })],
    ["in a redirect's host", (secret) => respond(307, { location: `ftp://${secret}.example/` })],
    ["in a redirect's user name", (secret) => respond(307, { location: `http://${secret}@storage.example/` })],
    ["in a challenge", (secret) => respond(401, { "www-authenticate": `Bearer realm="https://${secret}.example/"` })],
    ["in a digest", (secret) => manifest(imageManifest([{ mediaType: "a/b", size: 1, digest: `sha256:${secret}` }]))],
    ["in a type within", (secret) => manifest(imageManifest([], { mediaType: secret }))],
    ["instead of JSON", (secret) => manifest(blob(secret, MANIFEST))],
    [
      "instead of HTTP",
      (secret) =>
        ({ socket }) =>
          void socket.end(`${secret} is what you sent\r\n\r\n`),
    ],
  ];

  it.each(echoes)("%s, has it printed nowhere", async (_, echo) => {
    const server = await serveEcho(echo);
    const registry = registryFor([server.host], { credentials });
    closeLater(() => registry.close());
    const error = await failureOf(registry.manifestByTag(repositoryAt(server.host), "1", budget()));
    expectNoSecret(everyWord(error));
    expect(error.message.length).toBeLessThanOrEqual(300);
  });

  it.each(echoes)("%s, has it in no problem", async (_, echo) => {
    const server = await serveEcho(echo);
    const registry = registryFor([server.host], { credentials });
    closeLater(() => registry.close());
    const repository = repositoryAt(server.host);
    const items = [
      ...(await all(registry.bundles(repository, image.digest, budget()))),
      ...(await all(registry.legacySignatures(repository, image.digest, budget()))),
    ];
    const problems = items.flatMap((item) => (item.kind === "problem" ? [item.error] : []));
    expect(problems.length).toBeGreaterThan(0);
    problems.forEach((error) => {
      expectNoSecret(everyWord(error));
    });
  });

  it("in the pages' links, has it printed nowhere", async () => {
    const server = await serveEcho((secret) => (_, response) => {
      send(response, indexManifest([]), { link: `<https://${secret}.example/?${secret}>; rel=next` });
    });
    const registry = registryFor([server.host], { credentials });
    closeLater(() => registry.close());
    const [item] = await all(registry.bundles(repositoryAt(server.host), image.digest, budget()));
    expect(item).toMatchObject({ kind: "problem", error: { reason: "protocol" } });
    expectNoSecret(everyWord(item?.kind === "problem" ? item.error : undefined));
  });
});

describe("a registry that echoes the login (D40)", () => {
  it.each([
    ["as it was sent", BASE64],
    ["percent-encoded", encodeURIComponent(BASE64)],
    ["decoded", PASSWORD],
    ["decoded and percent-encoded", encodeURIComponent(PASSWORD)],
  ])("%s, has it printed nowhere", async (_, echo) => {
    const server = await startHostileServer((request, response) => {
      if (request.headers.authorization === undefined) sendStatus(response, 401, { "www-authenticate": "Basic" });
      else respond(200, { "content-type": `text/${echo}` })(request, response);
    });
    closeLater(server.close);
    const registry = registryFor([server.host], { credentials });
    closeLater(() => registry.close());
    const error = await failureOf(registry.manifestByTag(repositoryAt(server.host), "1", budget()));
    expect(error.message).toContain("of type text/***");
    expectNoSecret(everyWord(error));
  });
});

it("a registry's own words are not repeated: of an error's body only a known code is shown (D40)", async () => {
  const body = '{"errors":[{"code":"ALL_IS_WELL","message":"trust me"},{"code":"DENIED"}]}';
  const server = await startHostileServer(respond(404, {}, body));
  closeLater(server.close);
  const registry = registryFor([server.host]);
  closeLater(() => registry.close());
  const error = await failureOf(registry.manifestByTag(repositoryAt(server.host), "1", budget()));
  expect(error.message).toBe(`${server.host}/acme/app:1: ${server.host} answered 404.`);
});

describe("secrets", () => {
  it("reach no origin but the registry's, whichever way it points elsewhere (D16, D17, D18, D36)", async () => {
    const other = await startHostileServer((_, response) => {
      sendStatus(response, 401, { "www-authenticate": "Basic" });
    });
    const ways: ((secret: string) => Handler)[] = [
      () => respond(307, { location: `${other.origin}/blob` }),
      () => respond(401, { "www-authenticate": `Bearer realm="${other.origin}/token"` }),
      () => respond(401, { "www-authenticate": `Bearer realm="${other.origin}/token", Basic` }),
      () =>
        respond(
          200,
          { "content-type": INDEX, link: `<${other.origin}/next>; rel=next` },
          indexManifest([]).bytes.toString(),
        ),
      () =>
        manifest(imageManifest([{ mediaType: SIMPLE_SIGNING, size: 1, digest: image.digest, urls: [other.origin] }])),
    ];
    for (const way of ways) {
      const server = await serveEcho(way);
      const registry = registryFor([server.host], { credentials });
      closeLater(() => registry.close());
      const repository = repositoryAt(server.host);
      await registry.manifestByTag(repository, "1", budget()).catch(() => undefined);
      await all(registry.bundles(repository, image.digest, budget()));
      await all(registry.legacySignatures(repository, image.digest, budget()));
    }
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.requests.every(({ path }) => path === "/blob")).toBe(true);
    expect(other.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expectNoSecret(JSON.stringify(other.requests));
    await other.close();
  });

  it("of another host are not used", async () => {
    const asked: string[] = [];
    const server = await startHostileServer((_, response) => {
      sendStatus(response, 401, { "www-authenticate": "Basic" });
    });
    closeLater(server.close);
    const registry = registryFor([server.host], {
      credentials: (host) => {
        asked.push(host);
        return Promise.resolve(undefined);
      },
    });
    closeLater(() => registry.close());
    await failureOf(registry.manifestByTag(repositoryAt(server.host), "1", budget()));
    expect(asked.every((host) => host === server.host)).toBe(true);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe("a message", () => {
  const clean = (message: string, ...secrets: string[]) => {
    const known = new Secrets();
    known.add(...secrets);
    return known.withoutSecrets(new RegistryError("protocol", message, { remedy: message })).message;
  };

  it.each([
    ["an escape sequence", "a\u001b[31mb\u001b[0m", "a[31mb[0m"],
    ["line breaks", "a\r\nb\u2028c\u2029d\u0085e", "abcde"],
    ["a NUL", "a\0b", "ab"],
    ["a change of direction (CVE-2021-42574)", "a\u202eb\u2066c", "abc"],
    ["invisible characters", "a\u200bb\u00adc\ufeffd", "abcd"],
    ["half a character", "a\ud800b", "ab"],
  ])("is stripped of %s (D40)", (_, message, expected) => {
    expect(clean(message)).toBe(expected);
  });

  it("has at most 300 characters (D40)", () => {
    expect(clean("x".repeat(301))).toBe(`${"x".repeat(299)}…`);
    expect(clean("x".repeat(300))).toBe("x".repeat(300));
  });

  it.each([
    ["as it is", "got secret1 here", "got *** here"],
    ["in capitals", "got SECRET1 here", "got *** here"],
    ["twice", "secret1secret1", "******"],
    ["at the cut", `${"x".repeat(296)}secret1`, `${"x".repeat(296)}***`],
    ["behind a letter that grows in lower case", "İİİ secret1 here", "İİİ *** here"],
    ["behind a letter of two halves", "\u{10400}\u{10400} secret1 here", "\u{10400}\u{10400} *** here"],
    ["with what cannot be seen in it", "got sec\u200bret\u00ad1 here", "got *** here"],
  ])("hides a secret %s", (_, message, expected) => {
    expect(clean(message, "secret1")).toBe(expected);
  });

  it.each([
    ["that overlap", "xabcdefx", ["abcd", "cdef"], "x***x"],
    ["one in the other", "xabcdefx", ["cdef", "abcdef"], "x***x"],
    ["in the form of a form", "x=a+b%2Fc", ["a b/c"], "x=***"],
    ["with capitals that have no small letter of one character", "xİİİİx", ["İİİİ"], "x***x"],
    ["with half a character", "x\ud800abcd", ["\ud800abcd"], "x***"],
  ])("hides secrets %s", (_, message, secrets, expected) => {
    expect(clean(message, ...secrets)).toBe(expected);
  });

  it("hides tokens of the largest size, and is not kept busy by them", () => {
    const before = performance.now();
    expect(clean("a".repeat(64_000), `${"a".repeat(31_999)}b`, "a".repeat(32_000))).toBe("******");
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("hides no word because a password is a letter", () => {
    expect(clean("answered", "a")).toBe("answered");
  });

  it("keeps the reason, and of its cause the words only", () => {
    const known = new Secrets();
    known.add("secret1");
    const cause = Object.assign(new Error("raw secret1"), { data: "secret1" });
    const error = known.withoutSecrets(new RegistryError("tls", "m", { cause }));
    expect(error).toMatchObject({ reason: "tls", cause: { message: "raw ***", name: "Error" } });
    expect(everyWord(error)).not.toContain("secret1");
  });
});
