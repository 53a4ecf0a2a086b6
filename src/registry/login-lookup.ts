import { secretsOf, type Credentials, type CredentialSource } from "./credentials/credentials.ts";
import type { Endpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Secrets } from "./secrets.ts";

/** The login for a repository, looked up once and kept for as long as the client lives. */
export class LoginLookup {
  readonly #source: CredentialSource;
  readonly #secrets: Secrets;
  readonly #signal: AbortSignal;
  readonly #logins = new Map<string, Promise<Credentials | undefined>>();

  constructor(source: CredentialSource, secrets: Secrets, signal: AbortSignal) {
    this.#source = source;
    this.#secrets = secrets;
    this.#signal = signal;
  }

  /** @throws RegistryError unauthorized or credential-config */
  get({ registry, name, repository }: Endpoint): Promise<Credentials | undefined> {
    const login = this.#logins.get(name) ?? this.#look(registry, repository);
    this.#logins.set(name, login);
    return login;
  }

  async #look(registry: string, repository: string): Promise<Credentials | undefined> {
    try {
      const credentials = await this.#source(registry, repository, this.#signal);
      this.#secrets.add(...secretsOf(credentials));
      return credentials;
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      // The failure's own words may hold what it was looking for.
      throw new RegistryError("unauthorized", `The credentials for ${registry} could not be looked up.`);
    }
  }
}
