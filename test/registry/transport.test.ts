import { describe, expect, it } from "@jest/globals";
import type { ServerResponse } from "node:http";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Limits } from "../../src/registry/index.ts";
import { closingAfterEach } from "./closing.ts";
import { budget, failureOf, image, MANIFEST, registryFor, repositoryAt, send } from "./contents.ts";
import { startHostileServer, type Handler, type HostileServer } from "./hostile-server.ts";

const closeLater = closingAfterEach();

async function serve(handler: Handler): Promise<HostileServer> {
  const server = await startHostileServer(handler);
  closeLater(server.close);
  return server;
}

/** Pulls the tag of a server's image by a client of its own. */
async function pull(server: HostileServer, limits: Partial<Limits> = {}, signal?: AbortSignal) {
  const registry = registryFor([server.host], { limits });
  closeLater(() => registry.close());
  return registry.manifestByTag(repositoryAt(server.host), "1", budget(limits, signal));
}

const type = { "content-type": MANIFEST };

describe("an answer", () => {
  it("is asked for uncompressed, with the exact manifest types, and hashed", async () => {
    const server = await serve((_, response) => {
      send(response, image);
    });
    const manifest = await pull(server);
    expect(manifest.digest).toBe(image.digest);
    expect(Buffer.from(manifest.bytes)).toEqual(image.bytes);
    expect(server.requests.map(({ path }) => path)).toEqual(["/v2/acme/app/manifests/1"]);
    expect(server.requests[0]?.headers).toMatchObject({
      "accept-encoding": "identity",
      accept:
        "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, " +
        "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json",
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("may say that it is not encoded", async () => {
    const server = await serve((_, response) => {
      send(response, image, { "content-encoding": "identity" });
    });
    await expect(pull(server)).resolves.toMatchObject({ digest: image.digest });
  });

  it("may be preceded by informational answers", async () => {
    const server = await serve((_, response) => {
      for (let count = 0; count < 16; count += 1) response.writeProcessing();
      send(response, image);
    });
    await expect(pull(server)).resolves.toMatchObject({ digest: image.digest });
  });
});

/** Writes a body until the client leaves. */
function flood(response: ServerResponse, sent: { bytes: number }): void {
  const chunk = Buffer.alloc(64 * 1024, " ");
  const write = (): void => {
    while (!response.destroyed && response.write(chunk)) sent.bytes += chunk.byteLength;
    response.once("drain", write);
  };
  write();
}

describe("a body", () => {
  it("without an end is cut off at the manifest's limit (D6; CVE-2023-46737: endless data)", async () => {
    const sent = { bytes: 0 };
    const server = await serve((_, response) => {
      response.writeHead(200, type);
      flood(response, sent);
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "too-large" });
    expect(sent.bytes).toBeLessThan(16 * 1024 * 1024);
  });

  it("without an end is cut off at the image's byte budget", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, type);
      flood(response, { bytes: 0 });
    });
    const error = await failureOf(pull(server, { bytes: 100_000 }));
    expect(error).toMatchObject({ reason: "too-large" });
    expect(error.message).toContain("100000 bytes for this image");
  });

  it("whose Content-Length is over the limit is refused before it is read (D7)", async () => {
    let closed: Promise<unknown> | undefined;
    const server = await serve((request, response) => {
      closed = new Promise((resolve) => request.socket.on("close", resolve));
      response.writeHead(200, { ...type, "content-length": "10000000000" }).flushHeaders();
    });
    const error = await failureOf(pull(server));
    expect(error).toMatchObject({ reason: "too-large" });
    expect(error.message).toContain("announced 10000000000 bytes");
    await closed;
  });

  it.each([
    ["gzip", "gzip", gzipSync(Buffer.alloc(50_000_000))],
    ["brotli", "br", brotliCompressSync(image.bytes)],
    ["zstd", "zstd", zstdCompressSync(image.bytes)],
    ["five stacked encodings", "gzip, gzip, gzip, gzip, gzip", gzipSync(image.bytes)],
    ["an encoding that nobody knows", "x-unknown", image.bytes],
    ["a true body with a false encoding", "GZIP", image.bytes],
  ])("encoded as %s is not decoded (D10, D11: compression bomb)", async (_, encoding, bytes) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { ...type, "content-encoding": encoding }).end(bytes);
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "bad-encoding" });
  });

  it("that is truncated is asked for again, and then refused (D4)", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { ...type, "content-length": String(image.size) });
      response.write(image.bytes.subarray(0, 10), () => response.destroy());
    });
    const error = await failureOf(pull(server));
    expect(error).toMatchObject({ reason: "protocol" });
    expect(error.message).toContain("ended before it was complete");
    expect(server.requests).toHaveLength(3);
  });

  it("that is truncated once is read when it comes whole (D4)", async () => {
    const server = await serve((_, response) => {
      if (server.requests.length > 1) {
        send(response, image);
        return;
      }
      response.writeHead(200, { ...type, "content-length": String(image.size) });
      response.write(image.bytes.subarray(0, 10), () => response.destroy());
    });
    await expect(pull(server)).resolves.toMatchObject({ digest: image.digest });
  });

  it("that ends with the connection is caught by its digest where it is truncated (D5)", async () => {
    const server = await serve((request) => {
      request.socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: ${MANIFEST}\r\n\r\n${image.bytes.subarray(0, 10).toString()}`,
      );
    });
    const registry = registryFor([server.host]);
    closeLater(() => registry.close());
    const asked = registry.manifestByDigest(repositoryAt(server.host), image.digest, budget());
    expect(await failureOf(asked)).toMatchObject({ reason: "digest-mismatch" });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "malformed" });
  });

  it("that drips is ended by the deadline, which no single chunk misses (D9)", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, type);
      const drip = setInterval(() => response.write(" "), 10);
      response.on("close", () => {
        clearInterval(drip);
      });
    });
    const error = await failureOf(pull(server, { deadline: 200 }));
    expect(error).toMatchObject({ reason: "timeout" });
    expect(error.message).toContain("within 0.2 s");
  });

  it("that stalls is ended by the body's timeout", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, type).write(" ");
    });
    const error = await failureOf(pull(server, { bodyTimeout: 50 }));
    expect(error).toMatchObject({ reason: "timeout" });
    expect(error.message).toContain("UND_ERR_BODY_TIMEOUT");
  });

  it("of an error is not read beyond its limit and hides no status", async () => {
    const server = await serve((_, response) => {
      response.writeHead(404);
      flood(response, { bytes: 0 });
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "not-found" });
  });
});

describe("headers", () => {
  it("that never come are ended by their timeout (D8: slow loris)", async () => {
    const server = await serve(() => undefined);
    const error = await failureOf(pull(server, { headersTimeout: 50 }));
    expect(error).toMatchObject({ reason: "timeout" });
    expect(error.message).toContain("UND_ERR_HEADERS_TIMEOUT");
  });

  it("that come byte after byte are ended by the deadline (D8)", async () => {
    const server = await serve(({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket.write("x: y\r\n"), 10);
      socket.on("close", () => {
        clearInterval(drip);
      });
    });
    expect(await failureOf(pull(server, { deadline: 200 }))).toMatchObject({ reason: "timeout" });
  });

  it("of informational answers without an end are not read for long (D43)", async () => {
    const server = await serve((_, response) => {
      const timer = setInterval(() => {
        response.writeProcessing();
      }, 5);
      response.on("close", () => {
        clearInterval(timer);
      });
    });
    const error = await failureOf(pull(server));
    expect(error).toMatchObject({ reason: "protocol" });
    expect(error.message).toContain("informational answers without an end");
    expect(server.requests).toHaveLength(1);
  });

  it("of informational answers that come slowly are ended by the deadline (D43)", async () => {
    const server = await serve((_, response) => {
      response.writeProcessing();
    });
    expect(await failureOf(pull(server, { deadline: 100 }))).toMatchObject({ reason: "timeout" });
  });

  it("of a megabyte are refused (D22)", async () => {
    const server = await serve(({ socket }) => {
      socket.end(`HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${"x".repeat(1024 * 1024)}\r\n\r\n`);
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "protocol" });
  });

  it.each([
    ["no HTTP at all", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["a Content-Length that is no number", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"],
    ["two lengths of one body", "HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a header with a NUL", "HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n"],
  ])("that are %s are a protocol error", async (_, raw) => {
    const server = await serve(({ socket }) => {
      socket.end(raw);
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "protocol" });
  });
});

describe("a connection", () => {
  it("that is refused says so", async () => {
    const server = await startHostileServer(() => undefined);
    await server.close();
    const error = await failureOf(pull(server));
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(error.message).toContain("refused (ECONNREFUSED)");
  });

  it("to a name that does not resolve says so", async () => {
    const registry = registryFor([], {
      lookup: () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })),
    });
    closeLater(() => registry.close());
    const error = await failureOf(registry.manifestByTag(repositoryAt("registry.example"), "1", budget()));
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(error.message).toContain("registry.example: the host name cannot be resolved (ENOTFOUND)");
  });

  it.each([
    ["the image's deadline", {}, { deadline: 100 }],
    ["the limit for connecting", { connectTimeout: 100 }, {}],
  ])("to a name whose resolver hangs is ended by %s", async (_, limits, ofImage) => {
    const registry = registryFor([], { lookup: () => new Promise(() => undefined), limits });
    closeLater(() => registry.close());
    const began = performance.now();
    const asked = registry.manifestByTag(repositoryAt("registry.example"), "1", budget(ofImage));
    expect(await failureOf(asked)).toMatchObject({ reason: "timeout" });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it("that breaks before an answer is tried again", async () => {
    const server = await serve(({ socket }, response) => {
      if (server.requests.length < 3) socket.resetAndDestroy();
      else send(response, image);
    });
    await expect(pull(server)).resolves.toMatchObject({ digest: image.digest });
    expect(server.requests).toHaveLength(3);
  });

  it("that breaks three times is unreachable", async () => {
    const server = await serve(({ socket }) => {
      socket.resetAndDestroy();
    });
    expect(await failureOf(pull(server))).toMatchObject({ reason: "unreachable" });
    expect(server.requests).toHaveLength(3);
  });

  it("ends when the client is closed, with what is under way", async () => {
    const server = await serve(() => undefined);
    const registry = registryFor([server.host]);
    const asked = failureOf(registry.manifestByTag(repositoryAt(server.host), "1", budget()));
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await registry.close();
    expect(await asked).toMatchObject({ reason: "aborted" });
  });
});

describe("an interruption", () => {
  it("by the caller is not a timeout", async () => {
    const server = await serve(() => undefined);
    const caller = new AbortController();
    const asked = failureOf(pull(server, {}, caller.signal));
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    caller.abort();
    expect(await asked).toMatchObject({ reason: "aborted" });
  });

  it.each([
    ["a name is resolved", { lookup: () => new Promise<never>(() => undefined) }],
    ["a login is looked up", { credentials: () => new Promise<never>(() => undefined) }],
  ])("while %s ends the wait at once", async (_, options) => {
    const server = await serve((_request, response) => {
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
    });
    const port = server.host.split(":")[1] ?? "";
    const host = "lookup" in options ? `registry.example:${port}` : server.host;
    const registry = registryFor([host], options);
    closeLater(() => registry.close());
    const caller = new AbortController();
    const began = performance.now();
    const asked = failureOf(registry.manifestByTag(repositoryAt(host), "1", budget({}, caller.signal)));
    setTimeout(() => {
      caller.abort();
    }, 50);
    expect(await asked).toMatchObject({ reason: "aborted" });
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it("before the first request sends nothing", async () => {
    const server = await serve(() => undefined);
    expect(await failureOf(pull(server, {}, AbortSignal.abort()))).toMatchObject({ reason: "aborted" });
    expect(server.connections()).toBe(0);
  });
});
