import { within, type Budget } from "./budget.ts";
import { parseChallenges, type Challenge } from "./challenge.ts";
import type { Connections } from "./connections.ts";
import { basicAuthorization, loginKey, type CredentialSource, type Credentials } from "./credentials/credentials.ts";
import { refusalRemedy } from "./credentials/refusal.ts";
import type { Endpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { FirstChallenges } from "./first-challenges.ts";
import { LoginLookup } from "./login-lookup.ts";
import { checkRealm } from "./realm.ts";
import type { Secrets } from "./secrets.ts";
import { readToken } from "./token-answer.ts";
import { TokenCache, type IssuedToken } from "./token-cache.ts";
import { requestToken, type TokenService } from "./tokens.ts";
import type { Get } from "./transport.ts";

export interface AuthorizationPorts {
  readonly get: Get;
  readonly connections: Connections;
  readonly lookup: CredentialSource;
  readonly secrets: Secrets;
  readonly limits: Limits;
  /** Aborts when the client is closed. */
  readonly signal: AbortSignal;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** How a registry wants to be told who asks. */
type Scheme = "basic" | "bearer" | TokenService;

/**
 * What registries want to be told before they answer: learned from their challenges, kept for the client's life. A host
 * may have one login for each namespace, so everything is looked up for the repository, and kept for the login.
 */
export class Authorizations {
  readonly #ports: AuthorizationPorts;
  readonly #logins: LoginLookup;
  readonly #tokens: TokenCache;
  /** By host: the last usable challenge, so that its next repository costs no refused request. */
  readonly #schemes = new Map<string, Scheme>();
  readonly #challenges: FirstChallenges;
  /** Repositories of which something was given to the unknown, so that a 404 of theirs is what it says. */
  readonly #open = new Set<string>();

  constructor(ports: AuthorizationPorts) {
    this.#ports = ports;
    this.#logins = new LoginLookup(ports.lookup, ports.secrets, ports.signal);
    this.#tokens = new TokenCache(ports.now);
    this.#challenges = new FirstChallenges(ports);
  }

  /** The Authorization header to begin with; undefined where none is needed as far as is known. */
  async known(endpoint: Endpoint, budget: Budget): Promise<string | undefined> {
    const scheme = this.#schemes.get(endpoint.registry);
    if (scheme === undefined) return undefined;
    try {
      return await within(budget, endpoint.registry, this.#header(scheme, endpoint, undefined));
    } catch (error) {
      // The repository may need no token, or another service's; the registry's own answer decides.
      if (error instanceof RegistryError && !budget.spent) return undefined;
      throw error;
    }
  }

  /**
   * The Authorization header that answers a 401; `refused` is the one that was sent.
   *
   * @throws RegistryError unauthorized where the registry offers nothing usable
   */
  async answerTo(header: string, refused: string | undefined, endpoint: Endpoint, budget: Budget): Promise<string> {
    const { registry } = endpoint;
    const scheme = await within(budget, registry, this.#schemeOf(parseChallenges(header), endpoint));
    const answer = scheme && (await within(budget, registry, this.#header(scheme, endpoint, refused)));
    if (scheme !== undefined && answer !== undefined && answer !== refused) {
      this.#schemes.set(registry, scheme);
      return answer;
    }
    throw new RegistryError("unauthorized", `${endpoint.name} was not given to us: the registry answered 401.`, {
      remedy: await this.remedy(endpoint, budget),
    });
  }

  /** Whether the registry has asked who asks, and was told. */
  isAsked({ registry }: Endpoint): boolean {
    return this.#schemes.has(registry);
  }

  /** How the registry is logged in to; undefined where nobody was asked for a login. */
  credentials(endpoint: Endpoint, budget: Budget): Promise<Credentials | undefined> {
    return within(budget, endpoint.registry, this.#logins.get(endpoint));
  }

  gaveAnonymously({ name }: Endpoint): void {
    this.#open.add(name);
  }

  /**
   * The Authorization header for a registry that says 404 to the unknown instead of asking who they are, as Artifactory may
   * be set to do; it asks where nothing in particular is asked for. Undefined where there is no login or nobody asks for one.
   *
   * @throws RegistryError
   */
  async unasked(endpoint: Endpoint, budget: Budget): Promise<string | undefined> {
    const credentials = this.#open.has(endpoint.name) ? undefined : await this.credentials(endpoint, budget);
    if (credentials === undefined || credentials.kind === "none") return undefined;
    const challenge = await within(budget, endpoint.registry, this.#challenges.get(endpoint));
    return challenge === undefined ? undefined : this.answerTo(challenge, undefined, endpoint, budget);
  }

  /** What to do about a refusal, in words. */
  async remedy(endpoint: Endpoint, budget: Budget): Promise<string> {
    return refusalRemedy(await this.credentials(endpoint, budget), endpoint.registry);
  }

  async #schemeOf(challenges: readonly Challenge[], endpoint: Endpoint): Promise<Scheme | undefined> {
    const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm"));
    if (bearer === undefined) return challenges.some(({ scheme }) => scheme === "basic") ? "basic" : undefined;
    // A registry token needs no token service, wherever that is said to be.
    const isSentAsItIs = (await this.#logins.get(endpoint))?.kind === "registry-token";
    return isSentAsItIs ? "bearer" : this.#service(bearer, endpoint);
  }

  async #service({ parameters }: Challenge, { origin }: Endpoint): Promise<TokenService> {
    const realm = await checkRealm(parameters.get("realm") ?? "", origin);
    const reach = realm.origin === origin.origin ? "registry" : await this.#ports.connections.reachBeyond(origin);
    return { realm, service: parameters.get("service"), reach };
  }

  /** Undefined where this repository's login does not fit the scheme. */
  async #header(scheme: Scheme, endpoint: Endpoint, refused: string | undefined): Promise<string | undefined> {
    const credentials = await this.#logins.get(endpoint);
    if (scheme === "basic") return credentials?.kind === "basic" ? basicAuthorization(credentials) : undefined;
    if (credentials?.kind === "registry-token") return `Bearer ${credentials.token}`;
    return scheme === "bearer" ? undefined : `Bearer ${await this.#token(scheme, endpoint, credentials, refused)}`;
  }

  #token(
    service: TokenService,
    endpoint: Endpoint,
    credentials: Credentials | undefined,
    refused: string | undefined,
  ): Promise<string> {
    const { registry, repository } = endpoint;
    const parts = [registry, repository, service.realm.href, service.service ?? null, loginKey(credentials)];
    return this.#tokens.get(JSON.stringify(parts), refused?.replace(/^Bearer /, ""), () =>
      this.#request(service, endpoint, credentials),
    );
  }

  async #request(
    service: TokenService,
    endpoint: Endpoint,
    credentials: Credentials | undefined,
  ): Promise<IssuedToken> {
    const { limits, secrets, now } = this.#ports;
    const asked = now();
    const issued = readToken(await requestToken(this.#ports, service, endpoint, credentials), limits.tokenBytes, asked);
    secrets.add(issued.token);
    return issued;
  }
}
