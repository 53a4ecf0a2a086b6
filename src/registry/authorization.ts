import { within, type Budget } from "./budget.ts";
import { parseChallenges, type Challenge } from "./challenge.ts";
import type { Connections } from "./connections.ts";
import { basicAuthorization, refusalRemedy, type CredentialSource, type Credentials } from "./credentials.ts";
import type { Endpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { checkRealm } from "./realm.ts";
import type { Secrets } from "./secrets.ts";
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
}

/** What registries want to be told before they answer: learned from their challenges, kept for the client's life. */
export class Authorizations {
  readonly #ports: AuthorizationPorts;
  /** By host: the last usable challenge, so that its next repository costs no refused request. */
  readonly #services = new Map<string, TokenService>();
  readonly #basic = new Map<string, string>();
  /** By host and repository; under way or issued, so that all images of a repository share one. */
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(ports: AuthorizationPorts) {
    this.#ports = ports;
  }

  /** The Authorization header to begin with; undefined where none is needed as far as is known. */
  async known(endpoint: Endpoint, budget: Budget): Promise<string | undefined> {
    const basic = this.#basic.get(endpoint.registry);
    const service = this.#services.get(endpoint.registry);
    if (basic !== undefined || service === undefined) return basic;
    try {
      return `Bearer ${await within(budget, endpoint.registry, this.#token(endpoint, service, undefined))}`;
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
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.has("realm"));
    if (bearer !== undefined) {
      const service = await within(budget, endpoint.registry, this.#service(bearer, endpoint));
      const token = await within(budget, endpoint.registry, this.#token(endpoint, service, refused));
      this.#services.set(endpoint.registry, service);
      return `Bearer ${token}`;
    }
    const isBasic = challenges.some(({ scheme }) => scheme === "basic");
    return within(budget, endpoint.registry, this.#login(endpoint, isBasic, refused));
  }

  /** What to do about a refusal, in one sentence. */
  async remedy(endpoint: Endpoint): Promise<string> {
    return refusalRemedy(await this.#credentials(endpoint), endpoint.registry);
  }

  async #service({ parameters }: Challenge, { origin }: Endpoint): Promise<TokenService> {
    const realm = checkRealm(parameters.get("realm") ?? "", origin);
    const reach = realm.origin === origin.origin ? "registry" : await this.#ports.connections.reachBeyond(origin);
    return { realm, service: parameters.get("service"), reach };
  }

  /** A token other than the refused one: one that was issued in the meantime, or a new one. */
  async #token(endpoint: Endpoint, service: TokenService, refused: string | undefined): Promise<string> {
    const key = `${endpoint.registry}/${endpoint.repository}`;
    const issued = this.#tokens.get(key);
    if (issued !== undefined && (refused === undefined || `Bearer ${await issued}` !== refused)) return issued;
    if (issued !== this.#tokens.get(key)) return this.#token(endpoint, service, refused);
    const requested = this.#request(endpoint, service);
    this.#tokens.set(key, requested);
    requested.catch(() => {
      if (this.#tokens.get(key) === requested) this.#tokens.delete(key);
    });
    return requested;
  }

  async #request(endpoint: Endpoint, service: TokenService): Promise<string> {
    const { get, limits, signal, secrets } = this.#ports;
    const credentials = await this.#credentials(endpoint);
    const token = await requestToken(get, service, endpoint, credentials, limits, signal);
    secrets.add(token);
    return token;
  }

  async #login(endpoint: Endpoint, isBasic: boolean, refused: string | undefined): Promise<string> {
    const credentials = await this.#credentials(endpoint);
    const header = credentials?.kind === "basic" ? basicAuthorization(credentials.username, credentials.password) : "";
    if (!isBasic || header === "" || header === refused) {
      throw new RegistryError("unauthorized", `${endpoint.name} was not given to us: the registry answered 401.`, {
        remedy: await this.remedy(endpoint),
      });
    }
    this.#basic.set(endpoint.registry, header);
    return header;
  }

  async #credentials({ registry }: Endpoint): Promise<Credentials | undefined> {
    const credentials = await this.#ports.lookup(registry).catch(() => {
      // The failure's own words may hold what it was looking for.
      throw new RegistryError("unauthorized", `The credentials for ${registry} could not be looked up.`);
    });
    if (credentials?.kind === "basic") {
      const { username, password } = credentials;
      this.#ports.secrets.add(password, basicAuthorization(username, password).slice("Basic ".length));
    }
    return credentials;
  }
}
