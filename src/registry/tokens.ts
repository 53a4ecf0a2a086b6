import { createBudget } from "./budget.ts";
import type { Reach } from "./connections.ts";
import { basicAuthorization, type BasicLogin, type Credentials } from "./credentials/credentials.ts";
import { refusalRemedy } from "./credentials/refusal.ts";
import type { Endpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { statusError } from "./status.ts";
import type { Answer, Get, Question } from "./transport.ts";

/** Where tokens for a registry are issued, from its Bearer challenge. */
export interface TokenService {
  readonly realm: URL;
  readonly service: string | undefined;
  readonly reach: Reach;
}

export interface TokenPorts {
  readonly get: Get;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** A token service that does not know this way to ask. */
const UNKNOWN_TO_SERVICE: ReadonlySet<number> = new Set([404, 405]);

/**
 * Asks a token service for a token that may pull one repository, and nothing else, whatever scope was demanded.
 * A token service never redirects: it gets credentials, and only the host that was checked may get them.
 *
 * @throws RegistryError
 */
export async function requestToken(
  { get, limits, signal }: TokenPorts,
  service: TokenService,
  endpoint: Endpoint,
  credentials: Credentials | undefined,
): Promise<Answer> {
  const budget = createBudget(tokenBudget(limits), signal);
  const ask = async (question: Pick<Question, "url" | "headers" | "method" | "body">) => {
    const { realm, reach } = service;
    try {
      return await get({ maxBytes: limits.tokenBytes, reach, budget, ...question });
    } catch (error) {
      throw asRealmError(error, realm);
    }
  };
  const first = ask(questionFor(service, endpoint.repository, credentials));
  return checked(await orByLogin(first, ask, service, endpoint.repository, credentials), endpoint, credentials);
}

type Ask = (question: Pick<Question, "url" | "headers" | "method" | "body">) => Promise<Answer>;

/** Twice the attempts: an identity token may need a second way to ask. */
function tokenBudget({ tokenDeadline, attempts, tokenBytes, errorBytes }: Limits): Parameters<typeof createBudget>[0] {
  const requests = 2 * attempts;
  return { deadline: tokenDeadline, requests, bytes: requests * Math.max(tokenBytes, errorBytes) };
}

/** Not every service takes identity tokens; one that does not is asked with the login beside it, or anonymously. */
async function orByLogin(
  first: Promise<Answer>,
  ask: Ask,
  service: TokenService,
  repository: string,
  credentials: Credentials | undefined,
): Promise<Answer> {
  const answer = await first;
  if (credentials?.kind !== "identity-token" || !UNKNOWN_TO_SERVICE.has(answer.status)) return answer;
  return ask(byLogin(service, repository, credentials.basic));
}

function questionFor(service: TokenService, repository: string, credentials: Credentials | undefined) {
  if (credentials?.kind === "identity-token") return byIdentityToken(service, repository, credentials.token);
  return byLogin(service, repository, credentials?.kind === "basic" ? credentials : undefined);
}

/** The challenge's own scope and other parameters are not passed on. */
function byLogin({ realm, service }: TokenService, repository: string, login: BasicLogin | undefined) {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  for (const scope of scopesOf(repository)) url.searchParams.set("scope", scope);
  const authorization = login === undefined ? {} : { authorization: basicAuthorization(login) };
  return { url, headers: { accept: "application/json", ...authorization } };
}

/** OAuth 2 as distribution's token specification has it: the identity token is a refresh token. */
function byIdentityToken({ realm, service }: TokenService, repository: string, token: string) {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    ...(service === undefined ? {} : { service }),
    ...Object.fromEntries(scopesOf(repository).map((scope) => ["scope", scope])),
    client_id: "digestbound",
    refresh_token: token,
  });
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  return { url: realm, method: "POST" as const, headers, body: form.toString() };
}

/** None where only the login itself is tried. */
function scopesOf(repository: string): string[] {
  return repository === "" ? [] : [`repository:${repository}:pull`];
}

/** A host of the right name at an address that is not public is a realm that was not to be asked. */
function asRealmError(error: unknown, realm: URL): unknown {
  if (!(error instanceof RegistryError) || error.reason !== "private-address") return error;
  return new RegistryError("bad-realm", `Tokens are to be asked for at ${realm.host}, which is no public address.`, {
    cause: error.cause,
  });
}

function checked(answer: Answer, { name, registry }: Endpoint, credentials: Credentials | undefined): Answer {
  const { status, url } = answer;
  if (status === 200) return answer;
  if (status >= 300 && status < 400) {
    throw new RegistryError("bad-realm", `The token service ${url.host} redirects; credentials do not follow.`);
  }
  const isRefusal = status === 401 || status === 403;
  const error = statusError(
    answer,
    `No token for ${name}`,
    isRefusal ? refusalRemedy(credentials, registry) : undefined,
  );
  // Only the registry can say that something is not there: a signature's absence is an answer.
  throw error.reason === "not-found" ? new RegistryError("protocol", error.message) : error;
}
