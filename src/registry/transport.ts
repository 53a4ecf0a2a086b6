import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request, type Dispatcher } from "undici";
import type { Budget } from "./budget.ts";
import { RegistryError, type RegistryReason } from "./errors.ts";
import { MAX_REDIRECTS, MAX_TRIES, MAX_WAIT } from "./limits.ts";

/** One answer, read completely. */
export interface Answer {
  readonly status: number;
  readonly url: URL;
  readonly bytes: Buffer;
  header(name: string): string | undefined;
}

export interface Question {
  readonly url: URL;
  readonly accept: string;
  readonly authorization?: string | undefined;
  /** The most bytes that an answer may have. */
  readonly limit: number;
  /** Whether a redirect is followed at all; a token endpoint's never is. */
  readonly redirects: boolean;
}

/** GET requests under guard: bounded, undecoded, redirected by hand, without a way to weaken TLS. */
export class Transport {
  readonly #plainHttp: ReadonlySet<string>;
  // Said out loud, because NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would otherwise win (law 9).
  readonly #agent = new Agent({
    connect: { rejectUnauthorized: true, timeout: 10_000 },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
    connections: 16,
    maxHeaderSize: 32 * 1024,
  });

  constructor(plainHttp: ReadonlySet<string>) {
    this.#plainHttp = plainHttp;
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  /** `http:` only where the policy names this very host and port. */
  scheme(host: string): "http:" | "https:" {
    return this.#plainHttp.has(host) ? "http:" : "https:";
  }

  async get(question: Question, budget: Budget): Promise<Answer> {
    let { url, authorization } = question;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await this.#tries({ ...question, url, authorization }, budget);
      const target = redirectTarget(answer);
      if (target === undefined) return answer;
      if (!question.redirects)
        throw new RegistryError("bad-redirect", `${url.host} redirected where that is not allowed.`);
      this.#refuseWeaker(url, target);
      // Credentials belong to the host that asked for them; another port is another host.
      if (target.origin !== url.origin) authorization = undefined;
      url = target;
    }
    throw new RegistryError("bad-redirect", `${question.url.host} redirected more than ${MAX_REDIRECTS} times.`);
  }

  #refuseWeaker(from: URL, to: URL): void {
    const secure = to.protocol === "https:" || (to.protocol === "http:" && this.#plainHttp.has(to.host));
    if (!secure || to.username !== "" || to.password !== "") {
      throw new RegistryError(
        "bad-redirect",
        `${from.host} redirected to ${to.protocol}//${to.host}, which is not allowed.`,
      );
    }
  }

  async #tries(question: Question, budget: Budget): Promise<Answer> {
    for (let left = MAX_TRIES; ; left -= 1) {
      const answer = await this.#once(question, budget).catch((error: unknown) =>
        failure(error, question.url, budget.signal),
      );
      const again =
        answer instanceof RegistryError
          ? answer.reason === "unavailable"
          : [429, 502, 503, 504].includes(answer.status);
      if (left > 1 && again) {
        await pause(answer, MAX_TRIES - left, budget.signal);
        continue;
      }
      if (answer instanceof RegistryError) throw answer;
      return answer;
    }
  }

  async #once(question: Question, budget: Budget): Promise<Answer> {
    budget.request();
    const { url, accept, authorization, limit } = question;
    const headers = {
      accept,
      "accept-encoding": "identity",
      "user-agent": "digestbound",
      ...(authorization && { authorization }),
    };
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(url, { dispatcher: this.#agent, signal: budget.signal, headers });
    const header = (name: string) => [answered[name.toLowerCase()]].flat()[0];
    refuseEncoding(header("content-encoding"), url, body);
    const bytes = await readBody(body, Number(header("content-length") ?? 0), limit, url, budget);
    return { status: statusCode, url, bytes, header };
  }
}

function refuseEncoding(encoding: string | undefined, url: URL, body: Dispatcher.ResponseData["body"]): void {
  if (encoding === undefined || encoding === "identity") return;
  body.destroy();
  throw new RegistryError("bad-encoding", `${url.host} answered in an encoding that nobody asked for.`);
}

async function readBody(
  body: Dispatcher.ResponseData["body"],
  announced: number,
  limit: number,
  url: URL,
  budget: Budget,
) {
  const tooLarge = () => new RegistryError("too-large", `${url.host} answered with more than ${limit} bytes.`);
  const chunks: Buffer[] = [];
  let size = 0;
  if (announced > limit) {
    body.on("error", () => undefined).destroy();
    throw tooLarge();
  }
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    budget.bytes(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function redirectTarget({ status, header, url }: Answer): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = header("location");
  if (location === undefined || !URL.canParse(location, url)) {
    throw new RegistryError("bad-redirect", `${url.host} redirected to nowhere.`);
  }
  return new URL(location, url);
}

async function pause(answer: Answer | RegistryError, tried: number, signal: AbortSignal): Promise<void> {
  const asked = answer instanceof RegistryError ? Number.NaN : Number(answer.header("retry-after")) * 1000;
  const wait = Number.isFinite(asked) ? asked : 200 * 2 ** tried * (1 + Math.random());
  await sleep(Math.min(Math.max(wait, 0), MAX_WAIT), undefined, { signal }).catch(() => undefined);
}

const CODES: Readonly<Record<string, RegistryReason>> = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_HEADERS_OVERFLOW: "too-large",
  UND_ERR_SOCKET: "unavailable",
  ECONNRESET: "unavailable",
  EPIPE: "unavailable",
  ECONNREFUSED: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
};

/** Whatever the network does becomes a reason of our own; the cause is kept for -v, never printed. */
function failure(error: unknown, url: URL, signal: AbortSignal): RegistryError {
  if (error instanceof RegistryError) return error;
  if (signal.aborted) return aborted(signal, url);
  const code = (error as { code?: unknown }).code;
  const name = typeof code === "string" ? code : "";
  const tls = /^(ERR_(TLS|SSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/.test(name);
  const reason = tls ? "tls" : (CODES[name] ?? "protocol");
  return new RegistryError(reason, `${url.host} could not be asked (${name === "" ? reason : name}).`, {
    cause: error,
  });
}

function aborted(signal: AbortSignal, url: URL): RegistryError {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  return timedOut
    ? new RegistryError("timeout", `${url.host} did not answer within the time that one image may take.`)
    : new RegistryError("aborted", "the check was interrupted.");
}
