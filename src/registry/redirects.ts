import { within } from "./budget.ts";
import type { Connections } from "./connections.ts";
import { RegistryError } from "./errors.ts";
import type { Answer, Get, Question } from "./transport.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface Followed extends Answer {
  /** Whether another origin than the first answered, now or on the way: what it asks for, it does not get. */
  readonly leftOrigin: boolean;
}

/**
 * Follows redirects to where a registry keeps its content. Authorization ends at the first change of the origin (scheme,
 * host and port) and never comes back: CVE-2020-15157, CVE-2024-3727.
 *
 * @throws RegistryError bad-redirect for too many, and for plain HTTP after HTTPS; private-address
 */
export async function getFollowing(
  get: Get,
  connections: Connections,
  first: Question,
  limit: number,
): Promise<Followed> {
  let question = first;
  let leftOrigin = false;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await get(question);
    if (!REDIRECTS.has(answer.status)) return { ...answer, leftOrigin };
    if (redirects === limit) {
      throw new RegistryError("bad-redirect", `${first.url.host} redirects more than ${limit} times.`);
    }
    const url = targetOf(answer);
    leftOrigin ||= url.origin !== first.url.origin;
    const reach = leftOrigin
      ? await within(first.budget, first.url.host, connections.reachBeyond(first.url))
      : first.reach;
    const headers = leftOrigin ? anonymous(question.headers) : question.headers;
    question = { ...question, url, reach, headers, ...(leftOrigin && { sentBy: first.url.host }) };
  }
}

function targetOf(answer: Answer): URL {
  const { host, protocol } = answer.url;
  const url = URL.parse(answer.header("location") ?? "", answer.url);
  if (url === null || answer.header("location") === undefined) {
    throw new RegistryError("bad-redirect", `${host} redirects without saying where to.`);
  }
  // Only the host is named: the path and query of a storage URL carry its access token.
  if (url.protocol !== "https:" && !(url.protocol === "http:" && protocol === "http:")) {
    throw new RegistryError("bad-redirect", `${host} redirects to ${url.protocol}//${url.host}, which is not HTTPS.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new RegistryError("bad-redirect", `${host} redirects to a location with a user name.`);
  }
  return url;
}

function anonymous(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));
}
