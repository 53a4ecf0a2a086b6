// As much of GitHub's API as a comment needs.

const ATTEMPTS = 3;
const TIMEOUT = 30_000;
/** Nobody waits longer for a comment. */
const LONGEST_WAIT_S = 30;
const PER_PAGE = 100;
const MAX_PAGES = 50;

/** GitHub said no, or nothing. `status` is 0 where nothing came. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export class GitHub {
  #api;
  #graphql;
  #headers;

  constructor(env) {
    this.#api = env.GITHUB_API_URL ?? "https://api.github.com";
    this.#graphql = env.GITHUB_GRAPHQL_URL ?? `${this.#api}/graphql`;
    this.#headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${env.GITHUB_TOKEN}`,
      "content-type": "application/json",
      "user-agent": "digestbound",
      "x-github-api-version": "2022-11-28",
    };
  }

  /** Whose token this is; that of an Actions job where GitHub does not tell. */
  async login() {
    const query = { query: "{ viewer { login } }" };
    const answer = await this.#send("POST", this.#graphql, query).catch(() => undefined);
    return answer?.data?.viewer?.login ?? "github-actions[bot]";
  }

  /** @throws Refused */
  async comments(repository, number) {
    const all = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const path = `/repos/${repository}/issues/${number}/comments?per_page=${PER_PAGE}&page=${page}`;
      const some = await this.#send("GET", this.#api + path);
      if (!Array.isArray(some)) throw new Refused(0, "no list of comments came");
      all.push(...some);
      if (some.length < PER_PAGE) break;
    }
    return all;
  }

  /** @throws Refused */
  create(repository, number, body) {
    return this.#send("POST", `${this.#api}/repos/${repository}/issues/${number}/comments`, { body });
  }

  /** @throws Refused */
  update(repository, id, body) {
    return this.#send("PATCH", `${this.#api}/repos/${repository}/issues/comments/${id}`, { body });
  }

  async #send(method, url, body) {
    for (let attempt = 1; ; attempt += 1) {
      const response = await this.#once(method, url, body);
      if (response.ok) return response.json();
      const seconds = waitOf(response);
      if (seconds === undefined || seconds > LONGEST_WAIT_S || attempt === ATTEMPTS) throw await refusal(response);
      await response.body?.cancel();
      await new Promise((done) => setTimeout(done, seconds * 1000));
    }
  }

  /** Nothing is followed: the token is for this host alone. */
  async #once(method, url, body) {
    try {
      return await fetch(url, {
        method,
        headers: this.#headers,
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT),
        ...(body && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new Refused(0, `GitHub does not answer (${error.cause?.code ?? error.name})`);
    }
  }
}

/** Seconds to wait before this is worth asking again; undefined where it is not. */
function waitOf({ status, headers }) {
  const isLimited = headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";
  if (status !== 429 && status < 500 && !(status === 403 && isLimited)) return undefined;
  const after = Number(headers.get("retry-after") ?? (isLimited ? Infinity : 1));
  return after >= 0 ? after : LONGEST_WAIT_S;
}

async function refusal(response) {
  const text = await response.text().catch(() => "");
  const isLimited = response.headers.get("x-ratelimit-remaining") === "0" || response.status === 429;
  return new Refused(isLimited ? 429 : response.status, messageIn(text) ?? `HTTP ${response.status}`);
}

function messageIn(text) {
  try {
    const { message } = JSON.parse(text);
    return typeof message === "string" ? message.slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
}
