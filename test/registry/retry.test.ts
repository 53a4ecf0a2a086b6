import { describe, expect, it } from "@jest/globals";
import type { ServerResponse } from "node:http";
import { parseRetryAfter } from "../../src/registry/retry.ts";
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

  it("is not waited for longer than allowed, whatever Retry-After says (D25)", async () => {
    const server = await serve(
      status(429, { "retry-after": "86400" }),
      status(429, { "retry-after": "Fri, 01 Jan 2099 00:00:00 GMT" }),
      success,
    );
    await expect(pull(server)).resolves.toMatchObject({ digest: image.digest });
  });

  it("is waited for within the image's deadline only (D25)", async () => {
    const server = await serve(status(429, { "retry-after": "86400" }));
    const error = await failureOf(pull(server, { retryAfter: 60_000, deadline: 200 }));
    expect(error).toMatchObject({ reason: "timeout" });
    expect(server.requests).toHaveLength(1);
  });

  it("is not waited for after an interruption", async () => {
    const caller = new AbortController();
    const server = await serve((response) => {
      response.on("close", () => {
        caller.abort();
      });
      sendStatus(response, 429, { "retry-after": "86400" });
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

describe("Retry-After", () => {
  it.each([
    [undefined, 0],
    ["", 0],
    ["3", 3000],
    ["0", 0],
    ["-1", 0],
    ["1e9", 0],
    ["99999999999999", 0],
    ["soon", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ])("%j means %i ms", (value, milliseconds) => {
    expect(parseRetryAfter(value)).toBe(milliseconds);
  });

  it("may be a date", () => {
    expect(parseRetryAfter("Fri, 01 Jan 2099 00:00:00 GMT")).toBeGreaterThan(86_400_000);
  });
});
