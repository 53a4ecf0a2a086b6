import { randomUUID } from "node:crypto";
import { answer, readBody, RegistryRefusal } from "./answer.ts";
import { digestOf, matchesDigest } from "./digest.ts";
import type { Exchange, Handler } from "./exchange.ts";

/** distribution-spec 1.1 "Pushing blobs": monolithic, streamed and chunked. A mount is answered with an upload. */
export function uploadHandler(method: string): Handler | undefined {
  return { POST: start, PATCH: append, PUT: finish, GET: status, DELETE: cancel }[method];
}

async function start(exchange: Exchange): Promise<void> {
  const { name, query, request, response, store } = exchange;
  const bytes = await readBody(request);
  const digest = query.get("digest");
  if (digest !== null) {
    keep(exchange, bytes, digest);
    return;
  }
  const id = randomUUID();
  store.open(name).uploads.set(id, bytes);
  answer(response, 202, progress(name, id, bytes));
}

async function append(exchange: Exchange): Promise<void> {
  const { name, reference, request, response, store } = exchange;
  const chunk = await readBody(request);
  const soFar = uploaded(exchange);
  checkRange(request.headers["content-range"], soFar.byteLength, chunk.byteLength);
  const bytes = Buffer.concat([soFar, chunk]);
  store.open(name).uploads.set(reference, bytes);
  answer(response, 202, progress(name, reference, bytes));
}

async function finish(exchange: Exchange): Promise<void> {
  const { name, query, reference, request, store } = exchange;
  const chunk = await readBody(request);
  const bytes = Buffer.concat([uploaded(exchange), chunk]);
  keep(exchange, bytes, query.get("digest") ?? "");
  store.open(name).uploads.delete(reference);
}

function status(exchange: Exchange): void {
  answer(exchange.response, 204, progress(exchange.name, exchange.reference, uploaded(exchange)));
}

function cancel(exchange: Exchange): void {
  uploaded(exchange);
  exchange.store.find(exchange.name)?.uploads.delete(exchange.reference);
  answer(exchange.response, 204, {});
}

function keep({ name, response, store }: Exchange, bytes: Buffer, digest: string): void {
  if (!matchesDigest(bytes, digest)) {
    throw new RegistryRefusal("DIGEST_INVALID", `"${digest}" was named, ${digestOf(bytes)} was pushed`);
  }
  store.open(name).blobs.set(digest, bytes);
  answer(response, 201, { location: `/v2/${name}/blobs/${digest}`, "docker-content-digest": digest });
}

function uploaded({ store, name, reference }: Exchange): Buffer {
  const bytes = store.find(name)?.uploads.get(reference);
  if (bytes === undefined) throw new RegistryRefusal("BLOB_UPLOAD_UNKNOWN", `no upload ${reference}`);
  return bytes;
}

function checkRange(header: string | undefined, offset: number, size: number): void {
  if (header === undefined || header === `${offset}-${offset + size - 1}`) return;
  throw new RegistryRefusal("RANGE_INVALID", `expected ${size} bytes from ${offset}, Content-Range is ${header}`);
}

/** "0-0" for nothing as well as for one byte: the specification's own wording for a fresh session. */
function progress(name: string, id: string, bytes: Uint8Array): Record<string, string> {
  return {
    location: `/v2/${name}/blobs/uploads/${id}`,
    range: `0-${Math.max(0, bytes.byteLength - 1)}`,
    "docker-upload-uuid": id,
  };
}
