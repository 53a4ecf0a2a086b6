import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { answerError, answerJson, RegistryRefusal } from "./answer.ts";
import { Authority } from "./auth.ts";
import { referrersOf, type ReferrerDescriptor } from "./listings.ts";
import type { EmbeddedRegistryOptions, RecordedRequest } from "./options.ts";
import { findRoute } from "./routes.ts";
import { RegistryStore } from "./store.ts";
import type { StoredManifest } from "./store.ts";

/** A registry of distribution-spec 1.1 in memory, over plain HTTP on the loopback interface. */
export interface EmbeddedRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly referrersApi: boolean;
  /** Every request so far, token requests and intercepted ones too. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Dies, or comes back: while it is dead every connection is broken, new ones without an answer. A request that was
   * being answered is among `requests`, one on a connection that was refused is not.
   */
  fail(dead: boolean): void;
  /** Ends the connections that clients keep open, too. */
  close(): Promise<void>;
  /** Stores any bytes, unread, under a tag or under their own digest; answers the digest. */
  putManifest(repository: string, reference: string, bytes: Uint8Array, mediaType: string): string;
  putBlob(repository: string, bytes: Uint8Array, algorithm?: "sha256" | "sha512"): string;
  tag(repository: string, tag: string, digest: string): void;
  deleteTag(repository: string, tag: string): void;
  manifest(repository: string, reference: string): StoredManifest | undefined;
  blob(repository: string, digest: string): Uint8Array | undefined;
  referrers(repository: string, digest: string): readonly ReferrerDescriptor[];
}

export async function startEmbeddedRegistry(options: EmbeddedRegistryOptions = {}): Promise<EmbeddedRegistry> {
  const store = new RegistryStore();
  const requests: RecordedRequest[] = [];
  const serve = createService(store, options);
  let dead = false;
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    serve(request, response).catch((error: unknown) => {
      answerError(response, error);
    });
  });
  server.on("connection", (socket) => {
    if (dead) socket.resetAndDestroy();
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const referrersApi = options.referrersApi ?? true;
  const fail = (now: boolean): void => {
    dead = now;
    if (dead) server.closeAllConnections();
  };
  const close = () => closeServer(server);
  return { host: `127.0.0.1:${port}`, referrersApi, requests, fail, close, ...storeAccess(store) };
}

function createService(store: RegistryStore, options: EmbeddedRegistryOptions) {
  const authority = new Authority(options);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (options.intercept?.(request, response) === true) return;
    // Unreferenced, so that a closed registry does not keep its process waiting for answers that nobody reads.
    await delayed(options.delayMs);
    const { path, query } = targetOf(request);
    if (path === authority.tokenPath) {
      await authority.answerToken(request, response, query);
    } else if (path === "/v2/" || path === "/v2") {
      authority.check(request, undefined);
      answerJson(response, {}, { "docker-distribution-api-version": "registry/2.0" });
    } else {
      const { handler, ...route } = findRoute(request.method ?? "", path);
      authority.check(request, route.name);
      await handler({ request, response, store, options, query, ...route });
    }
  };
}

async function delayed(delayMs: EmbeddedRegistryOptions["delayMs"]): Promise<void> {
  if (delayMs === undefined) return;
  await delay(typeof delayMs === "function" ? delayMs() : delayMs, undefined, { ref: false });
}

function targetOf(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = "", ...rest] = (request.url ?? "").split("?");
  try {
    return { path: decodeURIComponent(path), query: new URLSearchParams(rest.join("?")) };
  } catch (cause) {
    throw new RegistryRefusal("NOT_FOUND", `no endpoint at ${path}: ${String(cause)}`);
  }
}

function storeAccess(
  store: RegistryStore,
): Omit<EmbeddedRegistry, "host" | "referrersApi" | "requests" | "fail" | "close"> {
  return {
    putManifest: (repository, reference, bytes, mediaType) =>
      store.open(repository).putManifest(reference, bytes, mediaType),
    putBlob: (repository, bytes, algorithm) => store.open(repository).putBlob(bytes, algorithm),
    tag: (repository, tag, digest) => {
      store.open(repository).tags.set(tag, digest);
    },
    deleteTag: (repository, tag) => {
      store.open(repository).tags.delete(tag);
    },
    manifest: (repository, reference) => store.find(repository)?.manifest(reference),
    blob: (repository, digest) => store.find(repository)?.blobs.get(digest),
    referrers: (repository, digest) => referrersOf(store.find(repository), digest),
  };
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
