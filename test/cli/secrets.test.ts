import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { generateKeyPair, legacySignature, pushImage } from "../fixtures/index.ts";
import { image, send } from "../registry/contents.ts";
import { createHome, login, type Home } from "../registry/credentials/logins.ts";
import { startEmbeddedRegistry, type EmbeddedRegistry } from "../registry/embedded/index.ts";
import { conforming } from "../schema/schema.ts";
import { startHostileServer, type HostileServer } from "../registry/hostile-server.ts";

const main = join(__dirname, "../../dist/src/cli/main.js");
const key = generateKeyPair("p256");
let planted = 0;
/** A secret that stands nowhere else: whoever prints it is found out by its number. */
const canary = (place: string) => `canary.${place}.${(planted += 1)}.x`;

const TOKEN = canary("issued");
const REFRESH = canary("renewed");
const PASSWORD = canary("password");
const IDENTITY = canary("identity");

type Echo = (secret: string, request: IncomingMessage, response: ServerResponse) => void;

/** What a registry may do with a secret once it has it (D40). */
const ECHOES: Readonly<Record<string, Echo>> = {
  "an error's body": (secret, _, response) => {
    response.writeHead(403).end(JSON.stringify({ errors: [{ code: secret, message: secret, detail: secret }] }));
  },
  "an error page": (secret, _, response) => void response.writeHead(500).end(`<p>${secret}</p>`),
  "a warning": (secret, _, response) => void response.writeHead(404, { warning: `299 - "${secret}"` }).end(secret),
  "a redirect's query": (secret, _, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:9/${encodeURIComponent(secret)}?t=${secret}` }).end();
  },
  "a redirect's host": (secret, _, response) => {
    response.writeHead(307, { location: `ftp://${secret.toUpperCase()}.example/` }).end();
  },
  "a realm's query": (secret, _, response) => {
    const realm = `https://attacker.example/${secret}?t=${secret}`;
    response.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="${secret}"` }).end();
  },
  "a realm's host": (secret, _, response) => {
    response.writeHead(401, { "www-authenticate": `Bearer realm="https://${secret}.example/"` }).end();
  },
  "a type": (secret, _, response) => void response.writeHead(200, { "content-type": `text/${secret}` }).end("{}"),
  "an encoding": (secret, _, response) => void response.writeHead(200, { "content-encoding": secret }).end("{}"),
  "no HTTP": (secret, { socket }) => void socket.end(`${secret}\r\n\r\n`),
  "a good manifest": (_secret, _request, response) => {
    send(response, image);
  },
};

interface Registry extends HostileServer {
  /** Everything that was sent to it. */
  readonly seen: string[];
}

/** Asks for a login by one scheme, and does one thing with what it gets; a token service may do it, too. */
async function serve(scheme: "basic" | "bearer", echo: Echo, inTokens = false): Promise<Registry> {
  const seen: string[] = [];
  const server = await startHostileServer((request, response) => {
    const { authorization = "" } = request.headers;
    void text(request).then((body) => {
      const secret = secretIn(authorization, body);
      seen.push(authorization, body, secret);
      const isToken = request.url?.startsWith("/token") === true;
      if (isToken && !inTokens) response.end(JSON.stringify({ token: TOKEN, refresh_token: REFRESH }));
      else if (authorization !== "" || isToken) echo(secret, request, response);
      else {
        const challenge = scheme === "basic" ? "Basic" : `Bearer realm="${server.origin}/token",service="s"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
      }
    });
  });
  return { ...server, seen };
}

/** The bare secret in a request: of a login the password, of a form the refresh token. */
function secretIn(authorization: string, body: string): string {
  const [scheme = "", value = ""] = authorization.split(" ");
  if (scheme === "Basic") return Buffer.from(value, "base64").toString().split(":").slice(1).join(":");
  return new URLSearchParams(body).get("refresh_token") ?? (value === "" ? "nothing" : value);
}

let honest: EmbeddedRegistry;
const registries: Registry[] = [];
const images: string[] = [];

beforeAll(async () => {
  honest = await startEmbeddedRegistry({ auth: "bearer", username: "ci", password: PASSWORD, identityToken: IDENTITY });
  const { digest } = pushImage(honest, "acme/app", "1", {});
  legacySignature(honest, "acme/app", digest, { keyPair: key });
  images.push(`${honest.host}/acme/app@${digest}`);
  for (const echo of Object.values(ECHOES)) {
    registries.push(await serve("basic", echo), await serve("bearer", echo), await serve("bearer", echo, true));
  }
  images.push(...registries.map(({ host }) => `${host}/acme/app@${image.digest}`));
});
afterAll(async () => {
  await honest.close();
  await Promise.all(registries.map(({ close }) => close()));
});

interface Planted {
  readonly environment?: NodeJS.ProcessEnv;
  readonly passwordEnv?: string;
  /** Whether the honest registry takes this login. */
  readonly accepted?: boolean;
  /** Whether a registry is sent it. */
  readonly sent?: boolean;
}

const hosts = () => [honest.host, ...registries.map(({ host }) => host)];
const forAll = (value: unknown) => Object.fromEntries(hosts().map((host) => [host, value]));
const answer = (Username: string, Secret: string) => `echo '${JSON.stringify({ ServerURL: "x", Username, Secret })}'`;

/** Every place where a secret may lie: what is written there, and what is to become of it. */
const PLACES: Readonly<Record<string, (home: Home) => Planted>> = {
  "a variable that the document names": () => ({
    environment: { R_PASSWORD: PASSWORD },
    passwordEnv: "R_PASSWORD",
    accepted: true,
    sent: true,
  }),
  DOCKER_AUTH_CONFIG: () => ({
    environment: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: forAll(login(`ci:${PASSWORD}`)) }) },
    accepted: true,
    sent: true,
  }),
  "DOCKER_AUTH_CONFIG, broken": () => ({ environment: { DOCKER_AUTH_CONFIG: `{"auths":"${PASSWORD}` } }),
  "config.json": (home) => {
    home.write(".docker/config.json", { auths: forAll({ username: "ci", password: PASSWORD }) });
    return { accepted: true, sent: true };
  },
  "config.json, broken": (home) => {
    home.write(".docker/config.json", { auths: forAll({ auth: PASSWORD }), credsStore: "" });
    return {};
  },
  "config.json, an identity token": (home) => {
    home.write(".docker/config.json", { auths: forAll({ identitytoken: IDENTITY }) });
    return { accepted: true, sent: true };
  },
  "config.json, a registry token": (home) => {
    home.write(".docker/config.json", { auths: forAll({ registrytoken: PASSWORD }) });
    return { sent: true };
  },
  "config.json, a helper that is a path": (home) => {
    home.write(".docker/config.json", { credHelpers: forAll(`../${PASSWORD}`) });
    return {};
  },
  "auth.json": (home) => {
    home.write("run/containers/auth.json", { auths: forAll(login(`ci:${PASSWORD}`)) });
    return { accepted: true, sent: true };
  },
  "a helper's answer": (home) => {
    home.helper("test", `echo '${canary("stderr")}' >&2`, answer("ci", PASSWORD));
    home.write(".docker/config.json", { credHelpers: forAll("test") });
    return { accepted: true, sent: true };
  },
  "a helper's answer, an identity token": (home) => {
    home.helper("test", answer("<token>", IDENTITY));
    home.write(".docker/config.json", { credsStore: "test" });
    return { accepted: true, sent: true };
  },
  "a helper's failure": (home) => {
    home.helper("test", `echo '${canary("stdout")} ${PASSWORD}'; echo '${canary("stderr")}' >&2; exit 3`);
    home.write(".docker/config.json", { credHelpers: forAll("test") });
    return {};
  },
};

function called(home: Home, args: readonly string[], environment: NodeJS.ProcessEnv) {
  const cache = { XDG_CACHE_HOME: join(home.folder, "cache"), XDG_STATE_HOME: join(home.folder, "state") };
  const env = { ...home.environment, ...cache, ...environment };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env, cwd: home.folder }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

function policyFor(passwordEnv: string | undefined) {
  const credentials = passwordEnv === undefined ? {} : { credentials: { username: "ci", passwordEnv } };
  return {
    version: 1,
    signers: { release: { cosign: { key: key.publicKeyPem, transparencyLog: "not-required" } } },
    images: hosts().map((host) => ({ match: `${host}/acme/*`, signedBy: ["release"] })),
    registries: hosts().map((host) => ({ host, plainHttp: true, ...credentials })),
  };
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return names.filter((name) => statSync(name).isFile()).flatMap((name) => [name, readFileSync(name, "latin1")]);
}

/** All secrets have the same beginning; the registries' echoes change their letters' size and encode them. */
function expectNoCanary(words: string): void {
  expect(words.toLowerCase()).not.toContain("canary");
  expect(words).not.toContain(encodeURIComponent(PASSWORD));
  for (const secret of [PASSWORD, IDENTITY]) {
    expect(words).not.toContain(Buffer.from(`ci:${secret}`).toString("base64"));
    expect(words).not.toContain(Buffer.from(secret).toString("base64"));
  }
}

describe("no secret is printed or kept, whatever a registry does with it (law 10, D40, D41)", () => {
  it.each(Object.entries(PLACES))("from %s", async (_, plant) => {
    const home = createHome();
    try {
      const { environment = {}, passwordEnv, accepted = false, sent = false } = plant(home);
      const policy = home.write("policy.json", policyFor(passwordEnv));
      registries.forEach(({ seen }) => seen.splice(0));
      for (const format of ["json", "pretty"]) {
        const result = await called(home, ["verify", ...images, "--policy", policy, "--format", format], environment);
        expectNoCanary([result.stdout, result.stderr, ...filesIn(join(home.folder, "cache"))].join("\n"));
        expectNoCanary(filesIn(join(home.folder, "state")).join("\n"));
        expect(result.code).not.toBe(0);
        if (format === "json") {
          conforming("report-1.json", result.stdout);
          const { uses } = JSON.parse(result.stdout) as { uses: { verdict: string }[] };
          expect(uses).toHaveLength(images.length);
          expect(uses[0]?.verdict).toBe(accepted ? "accepted" : "undetermined");
        }
      }
      const seen = registries.flatMap((registry) => registry.seen).join("\n");
      expect(seen.includes(PASSWORD) || seen.includes(IDENTITY)).toBe(sent);
      expect(seen.includes(TOKEN)).toBe(!/path|registry token/.test(_));
    } finally {
      home.remove();
    }
  });
});
