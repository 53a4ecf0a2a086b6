import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Comment {
  readonly id: number;
  readonly user: { readonly login: string } | null;
  body: string;
}
type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** As much of GitHub's API as the Action uses. A mock: there is no GitHub here, and it is only as right as its documentation was read. */
export interface FakeGitHub {
  readonly url: string;
  readonly comments: Comment[];
  /** `METHOD path`, in the order in which they came. */
  readonly requests: string[];
  /** Answers instead, where it says so. */
  handler: Handler | undefined;
  /** Whose token is used; null: GitHub does not tell. */
  login: string | null;
  readonly close: () => Promise<void>;
}

export const BOT = "github-actions[bot]";
export const TOKEN = "ghs_a-token-that-nobody-prints";

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const fake: Omit<FakeGitHub, "url" | "close"> = { comments: [], requests: [], handler: undefined, login: BOT };
  const server = createServer((request, response) => {
    void answer(fake, request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(fake, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => {
          done();
        });
      }),
  });
}

async function answer(fake: Omit<FakeGitHub, "url" | "close">, request: IncomingMessage, response: ServerResponse) {
  const body = await text(request);
  const url = new URL(request.url ?? "", "http://fake");
  fake.requests.push(`${request.method} ${url.pathname}${url.search}`);
  if (fake.handler?.(request, response) === true) return;
  const reply = (status: number, value: object) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
  if (request.headers.authorization !== `Bearer ${TOKEN}`) {
    reply(401, { message: "Bad credentials" });
    return;
  }
  const sent = JSON.parse(body === "" ? "{}" : body) as { body?: string };
  if (url.pathname === "/graphql") {
    reply(200, fake.login === null ? { errors: [] } : { data: { viewer: { login: fake.login } } });
  } else if (request.method === "GET" && url.pathname === "/repos/acme/shop/issues/7/comments") {
    const size = Number(url.searchParams.get("per_page"));
    const from = (Number(url.searchParams.get("page")) - 1) * size;
    reply(200, fake.comments.slice(from, from + size));
  } else if (request.method === "POST" && url.pathname === "/repos/acme/shop/issues/7/comments") {
    const comment = { id: fake.comments.length + 1, user: { login: fake.login ?? BOT }, body: sent.body ?? "" };
    fake.comments.push(comment);
    reply(sent.body !== undefined && sent.body.length <= 65_536 ? 201 : 422, comment);
  } else if (request.method === "PATCH") {
    const comment = fake.comments.find(({ id }) => url.pathname === `/repos/acme/shop/issues/comments/${id}`);
    if (comment !== undefined) comment.body = sent.body ?? "";
    reply(comment === undefined ? 404 : 200, comment ?? { message: "Not Found" });
  } else {
    reply(404, { message: "Not Found" });
  }
}

/** The event of a pull request, as far as the Action reads it. */
export function pullRequestEvent({ from = "acme/shop" }: { readonly from?: string | null } = {}): object {
  const head = { sha: "a".repeat(40), repo: from === null ? null : { full_name: from } };
  return { pull_request: { number: 7, head, base: { repo: { full_name: "acme/shop" } } } };
}
