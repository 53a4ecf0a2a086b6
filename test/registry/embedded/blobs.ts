import { answer, RegistryRefusal } from "./answer.ts";
import { isDigest } from "./digest.ts";
import type { Exchange, Handler } from "./exchange.ts";

export function blobHandler(method: string): Handler | undefined {
  return { GET: readOne, HEAD: readOne, DELETE: remove }[method];
}

function readOne({ store, name, reference, response }: Exchange): void {
  if (!isDigest(reference)) throw new RegistryRefusal("DIGEST_INVALID", `not a digest: ${reference}`);
  const bytes = store.find(name)?.blobs.get(reference);
  if (bytes === undefined) throw new RegistryRefusal("BLOB_UNKNOWN", `no blob ${reference}`);
  answer(response, 200, { "content-type": "application/octet-stream", "docker-content-digest": reference }, bytes);
}

function remove({ store, name, reference, response }: Exchange): void {
  if (store.find(name)?.blobs.delete(reference) !== true) {
    throw new RegistryRefusal("BLOB_UNKNOWN", `no blob ${reference}`);
  }
  answer(response, 202, {});
}
