import { digestAlgorithm, digestOf, type Digest, type Repository } from "../reference/index.ts";
import { Authenticator, unauthorized } from "./auth.ts";
import type { Budget } from "./budget.ts";
import type { CredentialSource } from "./docker-config.ts";
import { RegistryError } from "./errors.ts";
import { MAX_MANIFEST } from "./limits.ts";
import { readManifest, type Descriptor, type Manifest } from "./manifest.ts";
import { MANIFEST_TYPES } from "./media-types.ts";
import { Transport, type Answer } from "./transport.ts";

/** Where Docker Hub's API really answers. */
const DOCKER_HUB_API = "registry-1.docker.io";

/** Reads a repository (distribution-spec 1.1, "Pull"): every body is hashed here, whatever a header claims (law 2). */
export class RepositoryClient {
  readonly #transport: Transport;
  readonly #authenticator: Authenticator;

  constructor(plainHttp: ReadonlySet<string>, credentials: CredentialSource) {
    this.#transport = new Transport(plainHttp);
    this.#authenticator = new Authenticator(this.#transport, credentials);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async manifest(
    repository: Repository,
    reference: string,
    asked: Digest | undefined,
    budget: Budget,
  ): Promise<Manifest> {
    const url = this.url(repository, `manifests/${reference}`);
    const answer = await this.get(repository, url, MANIFEST_TYPES.join(", "), MAX_MANIFEST, budget);
    return readManifest(expectOk(answer, `${repository.repository}:${reference}`), asked);
  }

  async blob(repository: Repository, { digest, size }: Descriptor, limit: number, budget: Budget): Promise<Uint8Array> {
    if (size > limit)
      throw new RegistryError(
        "too-large",
        `${repository.registry} announces ${size} bytes where ${limit} are the most.`,
      );
    const answer = await this.get(repository, this.url(repository, `blobs/${digest}`), "*/*", size, budget);
    const { bytes } = expectOk(answer, digest);
    if (digestOf(bytes, digestAlgorithm(digest)) === digest) return bytes;
    throw new RegistryError(
      "digest-mismatch",
      `${repository.registry} was asked for ${digest} and served other bytes.`,
    );
  }

  url({ registry, repository }: Repository, rest: string): URL {
    const host = registry === "docker.io" ? DOCKER_HUB_API : registry;
    return new URL(`${this.#transport.scheme(registry)}//${host}/v2/${repository}/${rest}`);
  }

  /** One GET, with one more after a challenge; a second challenge is a refusal, however it is worded. */
  async get(repository: Repository, url: URL, accept: string, limit: number, budget: Budget): Promise<Answer> {
    const known = await this.#authenticator.known(repository)?.catch(() => undefined);
    const question = { url, accept, limit, redirects: true };
    const first = await this.#transport.get({ ...question, authorization: known }, budget);
    // A storage host that was redirected to gets no credentials, even if it asks for some.
    if (first.status !== 401 || first.url.origin !== url.origin) return first;
    const header = first.header("www-authenticate") ?? "";
    const authorization = await this.#authenticator.answer(repository, header, known, budget);
    const second = await this.#transport.get({ ...question, authorization }, budget);
    if (second.status === 401) throw unauthorized(repository, undefined);
    return second;
  }
}

/** The statuses that mean something; everything else is a protocol error, never "there is none". */
export function expectOk(answer: Answer, what: string): Answer {
  const host = answer.url.host;
  switch (answer.status) {
    case 200:
      return answer;
    case 404:
      throw new RegistryError("not-found", `${host} has no ${what}.`);
    case 401:
    case 403:
      throw new RegistryError("unauthorized", `${host} refused to show ${what} (status ${answer.status}).`);
    case 429:
      throw new RegistryError("rate-limited", `${host} answers no more questions for now.`);
    default:
      throw new RegistryError(
        answer.status >= 500 ? "unavailable" : "protocol",
        `${host} answered with status ${answer.status}.`,
      );
  }
}
