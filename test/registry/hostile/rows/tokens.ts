import { expect } from "@jest/globals";
import { onAnything, status, type Act, type Row } from "../row.ts";
import { PASSWORD, type Scene } from "../scene.ts";

const login = `Basic ${Buffer.from(`ci:${PASSWORD}`).toString("base64")}`;

interface TokenService {
  readonly challenge?: (scene: Scene) => string | string[];
  readonly token?: string;
  /** What it is content with; tokens where this is left out. */
  readonly accepts?: "tokens" | "anything" | "nothing";
}

/** A registry that wants a token: 401 with a challenge until it gets one. */
function tokens({ challenge = plain, token = '{"token":"canary-token"}', accepts = "tokens" }: TokenService): Act {
  return (request, response, scene) => {
    if (request.url?.startsWith("/token") === true) {
      response.end(token);
      return true;
    }
    const { authorization = "" } = request.headers;
    const isEnough = { tokens: authorization.startsWith("Bearer "), anything: authorization !== "", nothing: false };
    if (isEnough[accepts]) return false;
    response.writeHead(401, { "www-authenticate": challenge(scene) }).end();
    return true;
  };
}

const plain = ({ server }: Scene) => `Bearer realm="${server.origin}/token",service="registry"`;
const asks = ({ server }: Scene, path: string) => server.requests.filter((seen) => seen.path.startsWith(path));

const challenges: [string, string | string[]][] = [
  ["no challenge", []],
  ["a quote without an end", 'Bearer realm="https://'],
  ["a hundred challenges", Array.from({ length: 100 }, () => "Negotiate").join(", ")],
  ["commas without an end", ",".repeat(8000)],
  ["a Bearer challenge without a realm", "Bearer"],
];

const answers: [string, string, "too-large" | "malformed"][] = [
  ["70 kilobytes", `{"token":"a","x":"${"x".repeat(70_000)}"}`, "too-large"],
  ["no JSON", "<html>", "malformed"],
  ["a token with a line break", '{"token":"a\\r\\nx-injected: 1"}', "malformed"],
  ["no token", "{}", "malformed"],
];

/** 21 to 26: how it asks who we are, and for patience. */
export const tokenRows: readonly Row[] = [
  {
    row: 21,
    does: "says 401 with a fresh challenge, whatever it is sent",
    outcome: "unauthorized",
    act: tokens({
      challenge: ({ server }) => `Bearer realm="${server.origin}/token",service="${server.requests.length}"`,
      accepts: "nothing",
    }),
    check: (scene) => {
      expect(asks(scene, "/v2/")).toHaveLength(2);
    },
  },
  ...challenges.map(([name, challenge]): Row => ({
    row: 22,
    does: `says 401 with ${name}`,
    outcome: "unauthorized",
    act: tokens({ challenge: () => challenge, accepts: "anything" }),
  })),
  {
    row: 22,
    does: "says 401 with a header of a megabyte",
    outcome: "protocol",
    act: onAnything(({ socket }) => {
      socket.end(`HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${"x".repeat(1024 * 1024)}\r\n\r\n`);
    }),
  },
  ...["repository:team/web:pull,push", "repository:team/secret:pull", "registry:catalog:*"].map((scope): Row => ({
    row: 23,
    does: `demands the scope ${scope}`,
    outcome: "accepted",
    act: tokens({ challenge: (scene) => `${plain(scene)},scope="${scope}"` }),
    check: (scene) => {
      const scopes = asks(scene, "/token").map(({ path }) => new URL(path, "http://x").searchParams.getAll("scope"));
      expect(new Set(scopes.flat())).toEqual(new Set(["repository:team/web:pull"]));
      expect(asks(scene, "/token").every(({ headers }) => headers.authorization === login)).toBe(true);
    },
  })),
  ...answers.map(([name, token, outcome]): Row => ({
    row: 24,
    does: `answers a question for a token with ${name}`,
    outcome,
    act: tokens({ token }),
    check: ({ server }) => {
      expect(JSON.stringify(server.requests)).not.toContain("x-injected");
    },
  })),
  {
    row: 25,
    does: "asks to come back tomorrow",
    outcome: "rate-limited",
    act: onAnything(status(429, { "retry-after": "86400" })),
  },
  {
    row: 25,
    does: "asks to come back in 2099",
    outcome: "rate-limited",
    act: onAnything(status(429, { "retry-after": "Thu, 01 Jan 2099 00:00:00 GMT" })),
  },
  {
    row: 26,
    does: "is overloaded all the time",
    outcome: "unavailable",
    act: onAnything(status(503)),
    check: (scene) => {
      expect(asks(scene, "/v2/")).toHaveLength(3);
    },
  },
  {
    row: 26,
    does: "is overloaded every other time",
    outcome: "accepted",
    act: (request, response, scene) =>
      scene.server.requests.length % 2 === 1 && onAnything(status(503))(request, response, scene),
  },
];
