import { MalformedJson, parseStrictJson } from "../json/index.ts";
import { BEARER_TOKEN } from "./credentials/credentials.ts";
import { RegistryError } from "./errors.ts";
import { membersOf, type Members } from "./shape.ts";
import type { IssuedToken } from "./token-cache.ts";
import type { Answer } from "./transport.ts";

/** Where the service does not say how long a token lives (distribution's token specification). */
const DEFAULT_LIFETIME = 60_000;
/** A token is renewed this long before its end, or a quarter of its life, so that none expires on its way. */
const MARGIN = 10_000;

/** The token that a service has sent, counted from `now`, in milliseconds on our own clock. */
export function readToken(answer: Answer, maxBytes: number, now: number): IssuedToken {
  const { host } = answer.url;
  const document = parse(answer, host, maxBytes);
  // Some services send both, one of them empty.
  const token = [document["token"], document["access_token"]].find((value) => (value ?? "") !== "");
  if (typeof token !== "string" || !BEARER_TOKEN.test(token)) {
    throw new RegistryError("malformed", `The token service ${host} answered without a usable token.`);
  }
  const lifetime = lifetimeOf(document["expires_in"]);
  return { token, freshUntil: now + lifetime - ageOf(document["issued_at"], answer) - Math.min(MARGIN, lifetime / 4) };
}

/** In milliseconds. */
function lifetimeOf(seconds: unknown): number {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : DEFAULT_LIFETIME;
}

/** How old a token was when it came. Both times are the service's own, so that it does not matter if its clock is wrong. */
function ageOf(issuedAt: unknown, answer: Answer): number {
  if (typeof issuedAt !== "string") return 0;
  const age = Date.parse(answer.header("date") ?? "") - Date.parse(issuedAt);
  return Number.isFinite(age) ? Math.max(0, age) : 0;
}

function parse(answer: Answer, host: string, maxBytes: number): Members {
  try {
    return membersOf(parseStrictJson(answer.body, { bytes: maxBytes })) ?? {};
  } catch (cause) {
    if (!(cause instanceof MalformedJson)) throw cause;
    throw new RegistryError("malformed", `The token service ${host} did not answer with JSON.`, { cause });
  }
}
