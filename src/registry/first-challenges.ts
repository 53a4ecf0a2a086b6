import { createBudget } from "./budget.ts";
import { isChallenge } from "./challenge.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Limits } from "./limits.ts";
import type { Get } from "./transport.ts";

interface Ports {
  readonly get: Get;
  readonly limits: Limits;
  /** Aborts when the client is closed. */
  readonly signal: AbortSignal;
}

/** How registries ask for a login where nothing in particular is asked for; each is asked once. */
export class FirstChallenges {
  readonly #ports: Ports;
  readonly #challenges = new Map<string, Promise<string | undefined>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The WWW-Authenticate header; undefined where the registry asks for no login. */
  get({ registry, origin }: Endpoint): Promise<string | undefined> {
    const challenge = this.#challenges.get(registry) ?? this.#ask(origin);
    this.#challenges.set(registry, challenge);
    challenge.catch(() => {
      if (this.#challenges.get(registry) === challenge) this.#challenges.delete(registry);
    });
    return challenge;
  }

  /** GET /v2/ (distribution-spec 1.1, "Determining Support"), within a budget of its own: every image of the host waits for it. */
  async #ask(origin: URL): Promise<string | undefined> {
    const { get, limits, signal } = this.#ports;
    const { tokenDeadline: deadline, attempts: requests, errorBytes } = limits;
    const budget = createBudget({ deadline, requests, bytes: requests * errorBytes }, signal);
    const headers = { accept: "application/json" };
    const answer = await get({
      url: new URL("/v2/", origin),
      headers,
      maxBytes: errorBytes,
      reach: "registry",
      budget,
    });
    const challenge = answer.header("www-authenticate") ?? "";
    return isChallenge(answer.status, challenge) ? challenge : undefined;
  }
}
