import { isIP } from "node:net";
import { z } from "zod";
import { MalformedJson, parseStrictJson } from "../json/index.ts";
import type { Repository } from "../reference/index.ts";
import type { Budget } from "./budget.ts";
import { parseChallenges, type Challenge } from "./challenge.ts";
import type { Credentials, CredentialSource } from "./docker-config.ts";
import { RegistryError } from "./errors.ts";
import { MAX_TOKEN } from "./limits.ts";
import type { Transport } from "./transport.ts";

const tokenSchema = z.looseObject({ token: z.string().optional(), access_token: z.string().optional() });
/** Token services that are not under their registry's own domain. */
const FOREIGN_REALMS: Readonly<Record<string, readonly string[]>> = {
  "docker.io": ["auth.docker.io"],
  "registry.gitlab.com": ["gitlab.com"],
};

/** Answers a registry's challenge: anonymous where nothing is known, else with the credentials of exactly this host. */
export class Authenticator {
  readonly #transport: Transport;
  readonly #credentials: CredentialSource;
  readonly #authorizations = new Map<string, Promise<string>>();

  constructor(transport: Transport, credentials: CredentialSource) {
    this.#transport = transport;
    this.#credentials = credentials;
  }

  /** The Authorization header that worked last for this repository. */
  known(repository: Repository): Promise<string> | undefined {
    return this.#authorizations.get(keyOf(repository));
  }

  /** Asked once at a time for each repository, however many images wait for the answer; `refused` is what the registry just turned down. */
  async answer(repository: Repository, header: string, refused: string | undefined, budget: Budget): Promise<string> {
    const key = keyOf(repository);
    const known = this.#authorizations.get(key);
    if (known !== undefined && (await known.catch(() => refused)) !== refused) return known;
    const fresh = this.#authorize(repository, header, budget);
    this.#authorizations.set(key, fresh);
    fresh.catch(() => this.#authorizations.delete(key));
    return fresh;
  }

  async #authorize(repository: Repository, header: string, budget: Budget): Promise<string> {
    const credentials = await this.#credentials(repository.registry);
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) return `Bearer ${await this.#token(repository, bearer, credentials, budget)}`;
    if (challenges.some(({ scheme }) => scheme === "basic") && credentials !== undefined) return basic(credentials);
    throw unauthorized(repository, credentials);
  }

  async #token(repository: Repository, challenge: Challenge, credentials: Credentials | undefined, budget: Budget) {
    const url = this.#realm(repository, challenge);
    const service = challenge.parameters.get("service");
    if (service !== undefined) url.searchParams.set("service", service);
    // Our own scope, not the challenge's: a registry must not make us ask for more than reading.
    url.searchParams.set("scope", `repository:${repository.repository}:pull`);
    const authorization = credentials === undefined ? undefined : basic(credentials);
    const answer = await this.#transport.get(
      { url, accept: "application/json", authorization, limit: MAX_TOKEN, redirects: false },
      budget,
    );
    if (answer.status !== 200) throw unauthorized(repository, credentials);
    return tokenOf(answer.bytes, url);
  }

  /** Credentials go to the realm, so it must belong to the registry: same host, its domain, or a known pair (CVE-2020-15157 class). */
  #realm(repository: Repository, challenge: Challenge): URL {
    const realm = challenge.parameters.get("realm") ?? "";
    const host = repository.registry;
    const refused = new RegistryError(
      "bad-realm",
      `${host} sent clients elsewhere for a token, to a place that is not its own.`,
    );
    if (!URL.canParse(realm)) throw refused;
    const url = new URL(realm);
    const secure =
      url.protocol === "https:" ||
      (url.protocol === "http:" && url.host === host && this.#transport.scheme(host) === "http:");
    if (!secure || url.username !== "" || url.password !== "" || !belongs(url, host)) throw refused;
    return url;
  }
}

function belongs(realm: URL, host: string): boolean {
  if (realm.host === host || (FOREIGN_REALMS[host] ?? []).includes(realm.host)) return true;
  return realm.port === "" && isIP(host) === 0 && realm.hostname.endsWith(`.${host}`);
}

function tokenOf(bytes: Uint8Array, url: URL): string {
  const parsed = tokenSchema.safeParse(readJson(bytes, url));
  const token = parsed.data?.token ?? parsed.data?.access_token ?? "";
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new RegistryError("malformed", `${url.host} answered without a usable token.`);
  return token;
}

function readJson(bytes: Uint8Array, url: URL): unknown {
  try {
    return parseStrictJson(bytes, { bytes: MAX_TOKEN });
  } catch (error) {
    if (error instanceof MalformedJson)
      throw new RegistryError("malformed", `${url.host} answered with no token.`, { cause: error });
    throw error;
  }
}

export function unauthorized(repository: Repository, credentials: Credentials | undefined): RegistryError {
  const tried =
    credentials === undefined
      ? "no credentials for this host are in Docker's config.json"
      : "the credentials in Docker's config.json were refused";
  return new RegistryError(
    "unauthorized",
    `${repository.registry} refused to show ${repository.repository}: ${tried}.`,
  );
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function keyOf({ registry, repository }: Repository): string {
  return `${registry}/${repository}`;
}
