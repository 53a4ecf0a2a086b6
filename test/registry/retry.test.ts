import { describe, expect, it } from "@jest/globals";
import type { ServerResponse } from "node:http";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, registryFor, repositoryAt, send, sendStatus } from "./contents.ts";
import { startHostileServer, type HostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();

/** A server whose n-th answer is made by the n-th function; the last one goes on. */
async function serve(...answers: readonly ((response: ServerResponse) => void)[]): Promise<HostileServer> {
  const server = await startHostileServer((_, response) => {
    const answer = answers[Math.min(server.requests.length, answers.length) - 1];
    answer?.(response);
  });
  closeLater(server.close);
  return server;
}

function pull(server: HostileServer, limits = {}, signal?: AbortSignal) {
  const registry = registryFor([server.host], { limits });
  closeLater(() => registry.close());
  return registry.manifestByTag(repositoryAt(server.host), "1", budget(limits, signal));
}

const status = (code: number, headers = {}) => {
  return (response: ServerResponse) => {
    sendStatus(response, code, headers);
  };
};
const success = (response: ServerResponse) => {
  send(response, image);
};

describe("a passing failure", () => {
  it.each([429, 502, 503, 504])("%i is asked again, up to three times in all", async (code) => {
    const server = await serve(status(code), status(code), success);
    await expect(pull(server)).resolves.toMatchObject({ digest: image.digest });
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    [429, "rate-limited"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
  ])("%i that does not pass ends as %s (D26)", async (code, reason) => {
    const server = await serve(status(code));
    expect(await failureOf(pull(server))).toMatchObject({ reason });
    expect(server.requests).toHaveLength(3);
  });

  it("that flaps between kinds ends too (D26)", async () => {
    const server = await serve(status(503), status(429), status(502));
    expect(await failureOf(pull(server))).toMatchObject({ reason: "unavailable" });
    expect(server.requests).toHaveLength(3);
  });

  it.each(["86400", "11", "Thu, 01 Jan 2099 00:00:00 GMT", "9".repeat(400)])(
    "that asks to wait for %s is not waited for in vain (D25)",
    async (asked) => {
      const server = await serve(status(429, { "retry-after": asked }), success);
      const error = await failureOf(pull(server, { retryAfter: 10_000 }));
      expect(error).toMatchObject({ reason: "rate-limited" });
      expect(error.message).toMatch(/answered 429 and asks to wait \d+ s\.$/);
      expect(server.requests).toHaveLength(1);
    },
  );

  it("that asks for more time than the image has left is not waited for (D25)", async () => {
    const server = await serve(status(429, { "retry-after": "2" }), success);
    const error = await failureOf(pull(server, { retryAfter: 10_000, deadline: 1_500 }));
    expect(error).toMatchObject({ reason: "rate-limited" });
    expect(server.requests).toHaveLength(1);
  });

  it("is waited for as long as it asks for, and no shorter", async () => {
    const server = await serve(status(503, { "retry-after": "1" }), success);
    const began = performance.now();
    await expect(pull(server, { retryAfter: 10_000 })).resolves.toMatchObject({ digest: image.digest });
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  it("is not waited for after an interruption", async () => {
    const caller = new AbortController();
    const server = await serve((response) => {
      response.on("close", () => {
        caller.abort();
      });
      sendStatus(response, 429, { "retry-after": "9" });
    });
    expect(await failureOf(pull(server, { retryAfter: 60_000 }, caller.signal))).toMatchObject({ reason: "aborted" });
  });

  it("draws on the image's requests", async () => {
    const server = await serve(status(503));
    expect(await failureOf(pull(server, { requests: 2 }))).toMatchObject({ reason: "too-many" });
    expect(server.requests).toHaveLength(2);
  });
});

it.each([
  [400, "protocol"],
  [404, "not-found"],
  [403, "unauthorized"],
  [500, "unavailable"],
  [501, "unavailable"],
  [418, "protocol"],
  [204, "protocol"],
  [206, "protocol"],
])("a status of %i is final: %s", async (code, reason) => {
  const server = await serve(status(code), success);
  expect(await failureOf(pull(server))).toMatchObject({ reason });
  expect(server.requests).toHaveLength(1);
});
