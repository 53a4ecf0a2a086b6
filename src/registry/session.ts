import { noBytes, type ByteStore } from "../storage/index.ts";
import type { Authorizations } from "./authorization.ts";
import type { Budget } from "./budget.ts";
import { isChallenge } from "./challenge.ts";
import type { Connections } from "./connections.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Limits } from "./limits.ts";
import { getFollowing, type Followed } from "./redirects.ts";
import { statusError } from "./status.ts";
import type { Answer, Get } from "./transport.ts";

/** One repository, asked within one budget. */
export interface Session {
  readonly endpoint: Endpoint;
  readonly budget: Budget;
  readonly limits: Limits;
  /** What was read before, by digest. */
  readonly bytes: ByteStore;
  /**
   * GET with redirects followed and at most one new authorization. Any status comes back but a refusal.
   *
   * @throws RegistryError unauthorized for 401 and 403
   */
  get(url: URL, accept: string, maxBytes: number): Promise<Answer>;
}

export interface SessionPorts {
  readonly get: Get;
  readonly connections: Connections;
  readonly authorizations: Authorizations;
  readonly limits: Limits;
  readonly bytes?: ByteStore;
}

export function openSession(ports: SessionPorts, endpoint: Endpoint, budget: Budget): Session {
  const { authorizations, limits, bytes = noBytes } = ports;
  return {
    endpoint,
    budget,
    limits,
    bytes,
    async get(url, accept, maxBytes) {
      const granted = (answer: Followed) => refuse(ports, endpoint, budget, answer);
      const ask = (authorization: string | undefined) => {
        const headers = { accept, ...(authorization === undefined ? {} : { authorization }) };
        const question = { url, headers, maxBytes, reach: "registry", budget } as const;
        return getFollowing(ports.get, ports.connections, question, limits.redirects);
      };
      const known = await authorizations.known(endpoint, budget);
      const answer = await ask(known);
      // Whoever a registry redirects to may ask for credentials, but gets none.
      const challenge = answer.header("www-authenticate") ?? "";
      if (!isChallenge(answer.status, challenge) || answer.leftOrigin) {
        if (known === undefined && answer.status === 200) authorizations.gaveAnonymously(endpoint);
        const isHidden = answer.status === 404 && known === undefined && !answer.leftOrigin;
        const login = isHidden ? await authorizations.unasked(endpoint, budget) : undefined;
        return granted(login === undefined ? answer : await ask(login));
      }
      return granted(await ask(await authorizations.answerTo(challenge, known, endpoint, budget)));
    },
  };
}

async function refuse(
  { authorizations }: SessionPorts,
  endpoint: Endpoint,
  budget: Budget,
  answer: Followed,
): Promise<Answer> {
  if (answer.status !== 401 && answer.status !== 403) return answer;
  throw statusError(answer, `${endpoint.name} was not given to us`, await authorizations.remedy(endpoint, budget));
}
