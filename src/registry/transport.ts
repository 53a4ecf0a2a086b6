import type { Dispatcher } from "undici";
import { discard, readBody } from "./body.ts";
import { within, type Budget } from "./budget.ts";
import type { Connections, Reach, Route } from "./connections.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { isSilence, wireError } from "./wire-errors.ts";
import { Breaker } from "./wire/breaker.ts";
import { informationalLimit } from "./wire/informational.ts";
import { ProxyFailure } from "./wire/proxy-failure.ts";

/** One GET, or the POST of a form to a token service. */
export interface Question {
  readonly url: URL;
  /** GET where it is left out. */
  readonly method?: "POST";
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The largest body of a success, in bytes. */
  readonly maxBytes: number;
  readonly reach: Reach;
  readonly budget: Budget;
  /** The host that redirected here. */
  readonly sentBy?: string;
}

/** The bytes as they came, neither decoded nor redirected. An error's body is empty where it was too large. */
export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly body: Uint8Array;
  /** A header by its lower-case name, repeated ones joined by commas (RFC 9110, section 5.3). */
  header(name: string): string | undefined;
}

export type Get = (question: Question) => Promise<Answer>;

type TransportLimits = Pick<
  Limits,
  "errorBytes" | "informationalAnswers" | "headersTimeout" | "hostFailures" | "hostRest"
>;

/**
 * Sends GETs with undici's `request()`, which neither follows redirects nor decompresses: `fetch()` does both, and lets
 * a compressed body pass its size limit.
 */
export function createTransport(connections: Connections, limits: TransportLimits): Get {
  const breaker = new Breaker(limits);
  return async (question) => {
    const { url, budget } = question;
    const response = await send({ connections, breaker, limits }, question);
    try {
      return await receive(response, question, limits.errorBytes);
    } catch (error) {
      throw budget.signal.aborted
        ? budget.interruption(url.host)
        : wireError(error, { host: url.host, received: true });
    }
  };
}

interface Sender {
  readonly connections: Connections;
  readonly breaker: Breaker;
  readonly limits: TransportLimits;
}

/** The headers of the answer. A host that was silent too often is not asked. */
async function send(sender: Sender, question: Question): Promise<Dispatcher.ResponseData> {
  const { connections, breaker, limits } = sender;
  const route = await routeTo(connections, question);
  const hops = route.proxy === undefined ? [question.url.origin] : [route.proxy, question.url.origin];
  for (const hop of hops) breaker.check(hop);
  question.budget.takeRequest(question.url.host);
  const began = performance.now();
  try {
    const response = await requestBy(route.dispatcher, question, limits);
    for (const hop of hops) breaker.answered(hop);
    return response;
  } catch (cause) {
    const error = failure(cause, question);
    const isLong = error.reason === "timeout" && performance.now() - began >= limits.headersTimeout;
    if (isLong || isSilence(error)) breaker.failed(silentHop(error, question), error, began);
    throw error;
  }
}

async function routeTo(connections: Connections, question: Question): Promise<Route> {
  try {
    return await connections.route(question.url, question.reach);
  } catch (cause) {
    throw failure(cause, question);
  }
}

/** undici sees the signal only once it is connected, so waiting for a name, a connection or a proxy is ended here. */
async function requestBy(dispatcher: Dispatcher, question: Question, limits: TransportLimits) {
  const { request } = await import("undici");
  const { url, method = "GET", body, headers, budget } = question;
  const asked = request(url, {
    method,
    ...(body === undefined ? {} : { body }),
    dispatcher,
    headers: { "user-agent": "digestbound", "accept-encoding": "identity", ...headers },
    signal: budget.signal,
    onInfo: informationalLimit(limits.informationalAnswers),
  });
  return within(budget, url.host, asked);
}

function failure(cause: unknown, { url, budget, sentBy }: Question): RegistryError {
  if (budget.signal.aborted) return budget.interruption(url.host);
  return wireError(cause, { host: url.host, received: false, sentBy });
}

/** A proxy that answers, or waits for the host behind it in vain, is not silent; that host is. */
function silentHop({ cause }: RegistryError, { url }: Question): string {
  return cause instanceof ProxyFailure && !cause.isBehind ? cause.origin : url.origin;
}

async function receive(response: Dispatcher.ResponseData, question: Question, errorBytes: number): Promise<Answer> {
  const { url, maxBytes, budget } = question;
  const status = response.statusCode;
  const header = (name: string) => joined(response.headers[name]);
  if (status !== 200) return { url, status, header, body: await readError(response, errorBytes, question) };
  const encoding = header("content-encoding");
  if (encoding !== undefined && encoding.trim().toLowerCase() !== "identity") {
    discard(response.body);
    throw new RegistryError("bad-encoding", `${url.host} compressed its answer although that was not asked for.`);
  }
  return { url, status, header, body: await readBody(response, maxBytes, budget, url.host) };
}

/** An error's body only explains its status, so a body that cannot be read does not hide the status. */
async function readError(response: Dispatcher.ResponseData, maxBytes: number, question: Question): Promise<Uint8Array> {
  const { url, budget } = question;
  try {
    return await readBody(response, maxBytes, budget, url.host);
  } catch (error) {
    if (budget.spent) throw error;
    return new Uint8Array();
  }
}

function joined(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "object" ? value.join(", ") : value;
}
