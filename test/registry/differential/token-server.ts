import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Identity } from "../certificate.ts";
import { startHostileServer, type HostileServer } from "../hostile-server.ts";
import type { Auth } from "./distribution.ts";

export interface TokenServer extends Pick<HostileServer, "host" | "close"> {
  /** What distribution must know of it. */
  readonly auth: Auth;
  /** The scopes of every request, in order. */
  readonly scopes: () => string[];
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

const SERVICE = "registry of the tests";
const ISSUER = "token server of the tests";
const LIFETIME_SECONDS = 300;

/**
 * A token server of the Docker registry token authentication specification, over TLS: to one login it grants whatever
 * scope is asked for, to nobody else anything. Its key lives as long as it does.
 */
export async function startTokenServer(folder: string, tls: Identity, login: Login): Promise<TokenServer> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const keyId = randomUUID();
  const jwks = join(folder, `${keyId}.json`);
  const key = { ...publicKey.export({ format: "jwk" }), kid: keyId, alg: "ES256", use: "sig" };
  writeFileSync(jwks, JSON.stringify({ keys: [key] }));
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const server = await startHostileServer(({ url, headers }, response) => {
    if (headers.authorization !== expected) {
      response.writeHead(401).end();
      return;
    }
    const input = signingInput({ alg: "ES256", typ: "JWT", kid: keyId }, claims(scopesOf(url), login.username));
    const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ token: `${input}.${signature.toString("base64url")}` }));
  }, tls);
  return {
    host: server.host,
    close: server.close,
    scopes: () => server.requests.flatMap(({ path }) => scopesOf(path)),
    auth: {
      token: {
        realm: `https://localhost:${new URL(server.origin).port}/token`,
        service: SERVICE,
        issuer: ISSUER,
        jwks,
      },
    },
  };
}

function scopesOf(url = ""): string[] {
  return new URL(url, "https://token.example").searchParams.getAll("scope");
}

function claims(scopes: readonly string[], subject: string): object {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes.map((scope) => {
    const [type, name, actions = ""] = scope.split(":");
    return { type, name, actions: actions.split(",") };
  });
  return { iss: ISSUER, sub: subject, aud: SERVICE, nbf: now, iat: now, exp: now + LIFETIME_SECONDS, access };
}

/** The part of a JWT that is signed (RFC 7515, section 5.1). */
function signingInput(header: object, payload: object): string {
  return [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}
