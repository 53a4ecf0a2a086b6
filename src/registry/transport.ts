import { request, type Dispatcher } from "undici";
import { discard, readBody } from "./body.ts";
import type { Budget } from "./budget.ts";
import type { Connections, Reach } from "./connections.ts";
import { RegistryError } from "./errors.ts";
import type { Limits } from "./limits.ts";
import { wireError } from "./wire-errors.ts";

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

/**
 * Sends GETs with undici's `request()`, which neither follows redirects nor decompresses: `fetch()` does both, and lets
 * a compressed body pass its size limit.
 */
export function createTransport(connections: Connections, limits: Pick<Limits, "errorBytes">): Get {
  return async (question) => {
    const { url, budget } = question;
    budget.takeRequest(url.host);
    const response = await send(connections, question);
    try {
      return await receive(response, question, limits.errorBytes);
    } catch (error) {
      throw budget.signal.aborted ? budget.interruption(url.host) : wireError(error, url.host, true);
    }
  };
}

async function send(connections: Connections, question: Question): Promise<Dispatcher.ResponseData> {
  const { url, method = "GET", body, headers, reach, budget } = question;
  try {
    return await request(url, {
      method,
      ...(body === undefined ? {} : { body }),
      dispatcher: connections.dispatcher(url, reach),
      headers: { "user-agent": "digestbound", "accept-encoding": "identity", ...headers },
      signal: budget.signal,
    });
  } catch (error) {
    throw budget.signal.aborted ? budget.interruption(url.host) : wireError(error, url.host, false);
  }
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
