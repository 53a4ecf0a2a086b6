import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Agent, get } from "node:http";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { startEmbeddedRegistry } from "./index.ts";
import { ask, withRegistry } from "./client.ts";

describe("the embedded registry", () => {
  it("answers the version check", () =>
    withRegistry({}, async (registry) => {
      const answer = await ask(registry, "/v2/");
      expect([answer.status, answer.headers.get("docker-distribution-api-version")]).toEqual([200, "registry/2.0"]);
    }));

  it("records every request, with its headers", () =>
    withRegistry({}, async (registry) => {
      await ask(registry, "/v2/", { headers: { accept: "application/x" } });
      await ask(registry, "/nowhere?a=b", { method: "POST" });
      expect(registry.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v2/", "POST /nowhere?a=b"]);
      expect(registry.requests[0]?.headers.accept).toBe("application/x");
    }));

  it("leaves to the interceptor what it handles, and records that too", () => {
    const intercept = (request: IncomingMessage, response: { writeHead(status: number): { end(): void } }) => {
      if (request.url !== "/v2/") return false;
      response.writeHead(429).end();
      return true;
    };
    return withRegistry({ intercept }, async (registry) => {
      expect((await ask(registry, "/v2/")).status).toBe(429);
      expect((await ask(registry, "/v2/team/app/tags/list")).status).toBe(404);
      expect(registry.requests).toHaveLength(2);
    });
  });

  it("answers 500 when the interceptor throws, and goes on", () =>
    withRegistry(
      {
        intercept: () => {
          throw new Error("broken");
        },
      },
      async (registry) => {
        expect((await ask(registry, "/v2/")).status).toBe(500);
        expect((await ask(registry, "/v2/")).status).toBe(500);
      },
    ));

  it("answers after a delay", () =>
    withRegistry({ delayMs: 1 }, async (registry) => {
      expect((await ask(registry, "/v2/")).status).toBe(200);
    }));

  it("asks for the delay of each request", async () => {
    const delays = [1_000_000, 0];
    let slow = Promise.resolve("");
    await withRegistry({ delayMs: () => delays.shift() ?? 0 }, async (registry) => {
      slow = ask(registry, "/v2/").then(
        () => "answered",
        () => "still waiting when the registry was closed",
      );
      while (registry.requests.length === 0) await setImmediate();
      expect((await ask(registry, "/v2/")).status).toBe(200);
    });
    expect(await slow).toBe("still waiting when the registry was closed");
  });

  it("breaks kept, new and unanswered connections while it is dead, and answers again afterwards", async () => {
    const never = (request: IncomingMessage) => request.url === "/never";
    await withRegistry({ intercept: never }, async (registry) => {
      await ask(registry, "/v2/");
      const unanswered = ask(registry, "/never");
      while (registry.requests.length < 2) await setImmediate();
      registry.fail(true);
      await expect(unanswered).rejects.toThrow();
      await expect(ask(registry, "/v2/")).rejects.toThrow();
      await expect(ask(registry, "/v2/")).rejects.toThrow();
      expect(registry.requests).toHaveLength(2);
      registry.fail(false);
      expect((await ask(registry, "/v2/")).status).toBe(200);
    });
  });

  it("ends kept connections and unanswered requests on close, and may be closed twice", async () => {
    const registry = await startEmbeddedRegistry({ intercept: (request) => request.url === "/never" });
    const agent = new Agent({ keepAlive: true });
    const answered = get(`http://${registry.host}/v2/`, { agent });
    const [response] = (await once(answered, "response")) as [IncomingMessage];
    await once(response.resume(), "end");
    const pending = get(`http://${registry.host}/never`, { agent: new Agent() });
    const failure = once(pending, "error");
    await once(pending, "finish");
    await Promise.all([registry.close(), failure]);
    await registry.close();
    await expect(ask(registry, "/v2/")).rejects.toThrow();
    agent.destroy();
  });
});
