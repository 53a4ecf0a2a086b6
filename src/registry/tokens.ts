import { MalformedJson, parseStrictJson } from "../json/index.ts";
import { createBudget } from "./budget.ts";
import type { Reach } from "./connections.ts";
import { basicAuthorization, refusalRemedy, type Credentials } from "./credentials.ts";
import type { Endpoint } from "./endpoint.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { membersOf } from "./shape.ts";
import { statusError } from "./status.ts";
import type { Answer, Get } from "./transport.ts";

/** Where tokens for a registry are issued, from its Bearer challenge. */
export interface TokenService {
  readonly realm: URL;
  readonly service: string | undefined;
  readonly reach: Reach;
}

/** b64token (RFC 6750, section 2.1); nothing in it can begin another header. */
const TOKEN = /^[A-Za-z0-9._~+/-]{1,32768}=*$/;

/**
 * Asks a token service for a token that may pull one repository, and nothing else, whatever scope was demanded.
 * A token service never redirects: it gets credentials, and only the host that was checked may get them.
 *
 * @throws RegistryError
 */
export async function requestToken(
  get: Get,
  tokenService: TokenService,
  endpoint: Endpoint,
  credentials: Credentials | undefined,
  limits: Limits,
  signal: AbortSignal,
): Promise<string> {
  const { realm, reach } = tokenService;
  const budget = createBudget(tokenBudget(limits), signal);
  const headers = { accept: "application/json", ...loginHeader(credentials) };
  const url = tokenUrl(tokenService, endpoint.repository);
  const answer = await get({ url, headers, maxBytes: limits.tokenBytes, reach, budget }).catch((error: unknown) => {
    throw asRealmError(error, realm);
  });
  return readToken(checked(answer, endpoint, credentials), realm.host, limits.tokenBytes);
}

function tokenBudget({ tokenDeadline, attempts, tokenBytes, errorBytes }: Limits) {
  return { deadline: tokenDeadline, requests: attempts, bytes: attempts * Math.max(tokenBytes, errorBytes) };
}

function loginHeader(credentials: Credentials | undefined): Record<string, string> {
  if (credentials?.kind !== "basic") return {};
  return { authorization: basicAuthorization(credentials.username, credentials.password) };
}

/** The challenge's own scope and other parameters are not passed on. */
function tokenUrl({ realm, service }: TokenService, repository: string): URL {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", `repository:${repository}:pull`);
  return url;
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
  throw statusError(answer, `No token for ${name}`, isRefusal ? refusalRemedy(credentials, registry) : undefined);
}

function readToken(answer: Answer, host: string, maxBytes: number): string {
  const { token, access_token: accessToken } = parseToken(answer, host, maxBytes);
  const value = token ?? accessToken;
  if (typeof value === "string" && TOKEN.test(value)) return value;
  throw new RegistryError("malformed", `The token service ${host} answered without a usable token.`);
}

function parseToken(answer: Answer, host: string, maxBytes: number): { token?: unknown; access_token?: unknown } {
  try {
    return membersOf(parseStrictJson(answer.body, { bytes: maxBytes })) ?? {};
  } catch (cause) {
    if (!(cause instanceof MalformedJson)) throw cause;
    throw new RegistryError("malformed", `The token service ${host} did not answer with JSON.`, { cause });
  }
}
